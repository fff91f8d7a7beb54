import { KeyferryError, toErrorReply } from '#core/errors.ts';
import type { Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { ExpiryNotices } from './expiry-notices.ts';
import type { ProfileRenewal } from './renewal.ts';
import type { WrittenProfiles } from './written-profiles.ts';

export interface RenewalNoticeDeps {
  readonly sessions: Pick<Sessions, 'current' | 'forPortal'>;
  readonly written: Pick<WrittenProfiles, 'ask'>;
  readonly renewal: ProfileRenewal;
  readonly notices: Pick<ExpiryNotices, 'dismiss' | 'failed'>;
}

/** Handles a click on a notification that warns before profiles expire. */
export interface RenewalNotice {
  /**
   * Renews the profiles of a notification, each with a session of its own portal. If a renewal fails, a new
   * notification is shown.
   */
  clicked(id: string): Promise<void>;
}

/** Creates the part that handles clicks on notifications. */
export function createRenewalNotice({ sessions, written, renewal, notices }: RenewalNoticeDeps): RenewalNotice {
  async function sessionFor(portal: string | undefined): Promise<Session> {
    if (portal !== undefined) return sessions.forPortal(portal);
    // The host no longer lists this profile, so the renewal will only report a failure. Any session can be used for
    // this.
    const current = await sessions.current();
    if (!current) throw new KeyferryError('NO_SESSION');
    return current;
  }

  /** Renews profiles of one portal. @returns sentences about the profiles that were not renewed. */
  async function renewOf(portal: string | undefined, names: readonly string[]): Promise<string[]> {
    try {
      const { failed } = await renewal.renew((await sessionFor(portal)).key, names);
      return failed.map(({ name, message }) => `${name}: ${message}`);
    } catch (error) {
      return [toErrorReply(error, 'renewal').message];
    }
  }

  async function renewAll(names: readonly string[]): Promise<string[]> {
    if ((await sessions.current()) === null) throw new KeyferryError('NO_SESSION');
    const portals = new Map((await written.ask()).map(({ name, portal }) => [name, portal]));
    const problems: string[] = [];
    for (const portal of new Set(names.map((name) => portals.get(name)))) {
      const ofPortal = names.filter((name) => portals.get(name) === portal);
      problems.push(...(await renewOf(portal, ofPortal)));
    }
    return problems;
  }

  return {
    async clicked(id) {
      const names = await notices.dismiss(id);
      if (names.length === 0) return;
      const problems = await renewAll(names).catch((error) => [toErrorReply(error, 'renewal').message]);
      if (problems.length > 0) await notices.failed(problems.join('\n'));
    },
  };
}
