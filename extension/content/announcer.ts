import { isAlive, type Runtime } from './extension.ts';
import { hasTwoSessions, isSigningIn, pageRegion, showsSignInForm, tokenIn } from './page.ts';

/** How long to wait for the region if a page has a token but has not named its region yet, in ms. */
const REGION_WAIT_MS = 3_000;
/**
 * How long to wait if a page cannot read a session cookie, in ms. In this time, the page may set a cookie or show a
 * sign-in form.
 */
const UNREADABLE_WAIT_MS = 2_000;

/** The parts of a page that the announcer reads. */
export interface Page {
  readonly document: Pick<Document, 'cookie' | 'readyState' | 'querySelector'>;
  readonly location: Pick<Location, 'href'>;
}

/** Sends messages about a page's session to the worker. */
export interface Announcer {
  /**
   * Checks the page. Sends a message if something has changed since the last message.
   * @returns false if the extension was removed or updated.
   */
  check(): boolean;
  /** Makes the next check send a message again, because the worker may have lost the last message. */
  forgetLastMessage(): void;
}

/**
 * Creates the announcer of a page. The announcer sends a message to the worker in each of these cases: the page has a
 * new token or region; the session has ended; the page seems to be signed in but cannot read its cookie; the page has
 * two different session cookies. A page with a sign-in form counts as a page without a session, even if it can read a
 * cookie. The cookie may belong to another directory on the same host.
 * @param now returns ms of any clock that never goes back.
 * @param later works like setTimeout. It runs a check after a wait, even if the page is hidden.
 */
export function createAnnouncer(
  { document, location }: Page,
  runtime: Runtime,
  now: () => number,
  later: (task: () => void, ms: number) => void,
): Announcer {
  /** A text that identifies the last message, so that no message is sent twice. */
  let lastSent: string | null = null;
  /**
   * `tokenSince`: when the page first had a token. `unreadableSince`: when the page first had neither a token nor a
   * sign-in form.
   */
  let tokenSince: number | null = null;
  let unreadableSince: number | null = null;
  /**
   * Whether this page could read the session cookie before. If it could, a missing cookie means that the user signed
   * out.
   */
  let wasReadable = false;
  let isCheckPlanned = false;

  /** Whether `ms` milliseconds have passed since the time `since`. If not, plans a check for the end of this period. */
  function hasPassed(since: number, ms: number): boolean {
    const left = since + ms - now();
    if (left > 0 && !isCheckPlanned) {
      isCheckPlanned = true;
      later(() => {
        isCheckPlanned = false;
        check();
      }, left);
    }
    return left <= 0;
  }

  async function send(id: string, kind: string, body: unknown): Promise<void> {
    if (lastSent === id) return;
    lastSent = id;
    try {
      await runtime.sendMessage({ kind, body });
    } catch {
      // The worker could not be reached. The next check sends the message again.
      if (lastSent === id) lastSent = null;
    }
  }

  function announceSession(token: string): void {
    tokenSince ??= now();
    const region = pageRegion(document);
    if (region.region === null && !hasPassed(tokenSince, REGION_WAIT_MS)) return;
    void send(`session ${region.region} ${token}`, 'portal/session', { token, ...region });
  }

  function announceNoToken(): void {
    if (document.readyState !== 'complete' || isSigningIn(location.href)) return;
    if (wasReadable || showsSignInForm(document)) {
      unreadableSince = null;
      return void send('signed out', 'portal/signed-out', {});
    }
    unreadableSince ??= now();
    if (!hasPassed(unreadableSince, UNREADABLE_WAIT_MS)) return;
    const region = pageRegion(document);
    void send(`unreadable ${region.region}`, 'portal/unreadable', region);
  }

  function check(): boolean {
    if (!isAlive(runtime)) return false;
    const token = tokenIn(document.cookie);
    if (hasTwoSessions(document.cookie)) {
      tokenSince = null;
      unreadableSince = null;
      wasReadable = true;
      void send('two cookies', 'portal/two-cookies', {});
    } else if (token === null || showsSignInForm(document)) {
      tokenSince = null;
      announceNoToken();
    } else if (document.readyState !== 'loading') {
      // No token is announced while the page loads. A sign-in form may still appear. In that case, the token belongs to
      // another directory.
      unreadableSince = null;
      wasReadable = true;
      announceSession(token);
    }
    return true;
  }

  return {
    check,
    forgetLastMessage(): void {
      lastSent = null;
    },
  };
}
