import { randomBytes } from 'node:crypto';
import type { Issued } from './issued.ts';
import type { Organisation } from './organisation.ts';
import type { Portal } from './portals.ts';

/** The sign-in of one person to one portal. Only `token` can change: a test can make the portal replace the token. */
export interface Session {
  readonly label: string;
  readonly portal: Portal;
  readonly user: string;
  readonly organisation: Organisation;
  readonly created: number;
  token: string;
  /** When the session expires, in ms since the epoch on the emulator's clock. */
  expires: number;
}

/** A random token. It contains `=` and `+`, because a cookie may contain these characters too. */
function newToken(count: number): string {
  return `PORTALTOKENEXAMPLE${count}/${randomBytes(160).toString('base64url')}+==`;
}

/** The sessions at all portals. Times are in ms since the epoch. */
export class Sessions {
  private readonly live = new Map<string, Session>();
  /** For each token, the label of the session in the request log. Old tokens are included. */
  private readonly labels = new Map<string, string>();
  private readonly issued: Issued;
  private count = 0;

  constructor(issued: Issued) {
    this.issued = issued;
  }

  begin(portal: Portal, user: string, now: number, lifetime: number): Session {
    const label = `${portal.alias}/${user}#${this.count + 1}`;
    const organisation = portal.organisationOf(user);
    const session = { label, portal, user, organisation, created: now, token: '', expires: now + lifetime };
    this.giveToken(session);
    return session;
  }

  /**
   * Finds the session of a token.
   * @returns the session, or null if the token is unknown or the session has expired
   */
  find(token: string | null, now: number): Session | null {
    const session = token === null ? undefined : this.live.get(token);
    return session && session.expires > now ? session : null;
  }

  labelOf(token: string | null): string | null {
    return token === null ? null : (this.labels.get(token) ?? 'unknown');
  }

  all(): Session[] {
    return [...this.live.values()];
  }

  end(session: Session): void {
    this.live.delete(session.token);
  }

  /** Gives a new token to the session. From now on, the emulator refuses the old token. */
  giveToken(session: Session): void {
    this.live.delete(session.token);
    this.count += 1;
    session.token = newToken(this.count);
    this.live.set(session.token, session);
    this.labels.set(session.token, session.label);
    this.issued.portalTokens.push(session.token);
  }
}
