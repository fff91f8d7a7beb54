import { type ErrorCode, type ErrorReply, toErrorReply } from '#core/errors.ts';
import type { SettingsStore } from '../storage/settings-store.ts';
import type { ExpiryNotices } from './expiry-notices.ts';
import type { ExpiringProfile } from './expiry-schedule.ts';
import type { FreshMemory } from './fresh-memory.ts';
import { retryDelay } from './fresh-moment.ts';
import type { FreshNames, Renewable } from './fresh-names.ts';
import type { ProfileRenewal } from './renewal.ts';
import type { WrittenProfiles } from './written-profiles.ts';

/** Codes of failures that are not shown. After such a failure, the next session renews the profile. */
const WAITS_FOR_SESSION: ReadonlySet<ErrorCode> = new Set([
  'SESSION_EXPIRED',
  'NO_SESSION',
  'SESSION_CHANGED',
  'PORTAL_UNTRUSTED',
]);
/**
 * Codes of failures after which only the popup starts another try. A person must first install or update the keyferry
 * program.
 */
export const WAITS_FOR_HOST: ReadonlySet<ErrorCode> = new Set([
  'HOST_MISSING',
  'HOST_FORBIDDEN',
  'HOST_NO_NODE',
  'HOST_OLD',
  'HOST_NEW',
]);
/**
 * Codes of failures that often end within a minute, for example after the computer slept. So only a second failure is
 * shown.
 */
const OFTEN_SHORT: ReadonlySet<ErrorCode> = new Set([
  'OFFLINE',
  'TIMEOUT',
  'THROTTLED',
  'HOST_EXITED',
  'HOST_TIMEOUT',
  'FILE_BUSY',
  'FILE_CONTENDED',
]);

export interface FreshRenewalDeps {
  readonly names: Pick<FreshNames, 'renewable'>;
  readonly memory: FreshMemory;
  readonly renewal: ProfileRenewal;
  readonly written: Pick<WrittenProfiles, 'ask' | 'list'>;
  readonly settings: Pick<SettingsStore, 'read'>;
  readonly notices: Pick<ExpiryNotices, 'failed'>;
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
}

/** Renews profiles for `Keep fresh`, and remembers each success and failure. */
export interface FreshRenewal {
  /** Renews these profiles. The profiles of one session are written together. Does not reject if a renewal fails. */
  renew(names: readonly string[]): Promise<void>;
  /** Whether a profile is being renewed now. */
  isRunning(name: string): boolean;
}

type Failed = Pick<ErrorReply, 'code' | 'message'>;
type Kept = Renewable<ExpiringProfile>;

/** Groups the items. Items with the same key are in one group. */
function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly (readonly Item[])[] {
  return [...new Set(items.map(keyOf))].map((key) => items.filter((item) => keyOf(item) === key));
}

/** Creates the part that renews profiles for `Keep fresh`. */
export function createFreshRenewal(deps: FreshRenewalDeps): FreshRenewal {
  const { memory, renewal, written, now } = deps;
  const running = new Set<string>();

  /**
   * Remembers a failed renewal.
   * @returns the sentence to show. Null if the failure is not shown, or if the popup already shows an earlier failure.
   */
  async function remember({ profile, session }: Kept, { code, message }: Failed): Promise<string | null> {
    const before = await memory.failureOf(profile);
    const count = (before?.count ?? 0) + 1;
    const isShown = !WAITS_FOR_SESSION.has(code) && !(OFTEN_SHORT.has(code) && count === 1);
    await memory.failed(profile.name, {
      message: isShown ? message : (before?.message ?? null),
      count,
      retryAt: WAITS_FOR_HOST.has(code) ? null : now() + retryDelay(count),
      session: session.id,
      expiration: profile.expiration,
    });
    return isShown && before?.message == null ? message : null;
  }

  /** Shows one notification about all new failures. Each reason appears only once. */
  async function notify(failures: readonly { readonly name: string; readonly message: string }[]): Promise<void> {
    if (failures.length === 0 || !(await deps.settings.read()).notifyBeforeExpiry) return;
    const lines = grouped(failures, ({ message }) => message).map(
      (of) => `${of.map(({ name }) => name).join(', ')}: ${of[0]?.message}`,
    );
    await deps.notices.failed(lines.join('\n'));
  }

  async function rememberAll(failures: readonly (readonly [Kept, Failed])[]): Promise<void> {
    const shown: { name: string; message: string }[] = [];
    for (const [kept, failed] of failures) {
      const message = await remember(kept, failed);
      if (message !== null) shown.push({ name: kept.profile.name, message });
    }
    await notify(shown);
  }

  /** Renews profiles of one session. @returns the profiles that were not renewed, with their failures. */
  async function renewOf(of: readonly Kept[]): Promise<readonly (readonly [Kept, Failed])[]> {
    const [first] = of;
    if (!first) return [];
    const began = now();
    const byName = new Map(of.map((each) => [each.profile.name, each]));
    try {
      const { renewed, failed } = await renewal.renew(first.session.key, [...byName.keys()], 'queued');
      for (const each of renewed) await memory.renewed(each, began);
      return failed.flatMap((each) => {
        const kept = byName.get(each.name);
        return kept ? [[kept, each] as const] : [];
      });
    } catch (error) {
      const failed = toErrorReply(error, 'keep-fresh');
      return of.map((each) => [each, failed] as const);
    }
  }

  async function renewAll(names: ReadonlySet<string>): Promise<void> {
    const isWanted = (each: { readonly name: string; readonly expiration: number | null }): each is ExpiringProfile =>
      names.has(each.name) && each.expiration !== null;
    const find = async () => deps.names.renewable((await written.list()).filter(isWanted));
    const before = await find();
    try {
      // Since the last list, another program may have removed or changed a profile.
      await written.ask();
    } catch (error) {
      return rememberAll(before.map((each) => [each, toErrorReply(error, 'keep-fresh')] as const));
    }
    const expirations = new Map(before.map(({ profile }) => [profile.name, profile.expiration]));
    const due = (await find()).filter(({ profile }) => expirations.get(profile.name) === profile.expiration);
    for (const of of grouped(due, ({ session }) => session.key)) await rememberAll(await renewOf(of));
  }

  return {
    async renew(names) {
      const mine = new Set(names.filter((name) => !running.has(name)));
      for (const name of mine) running.add(name);
      try {
        await renewAll(mine);
      } finally {
        for (const name of mine) running.delete(name);
      }
    },
    isRunning: (name) => running.has(name),
  };
}
