import { isAlive, type Runtime } from './extension.ts';
import { hasTwoSessions, isSigningIn, pageRegion, showsSignInForm, tokenIn } from './page.ts';

/** How long to wait until a page names its region, in ms. */
const REGION_WAIT_MS = 3_000;
/** If a page has no readable cookie: how long to wait until it sets a cookie or shows a sign-in form, in ms. */
const UNREADABLE_WAIT_MS = 2_000;

/** The parts of a page that the announcer reads. */
export interface Page {
  readonly document: Pick<Document, 'cookie' | 'readyState' | 'querySelector'>;
  readonly location: Pick<Location, 'href'>;
}

/** Sends the facts about a page's session to the worker. */
export interface Announcer {
  /**
   * Checks the page. Sends a message if something has changed since the last message.
   * @returns false if the extension is gone.
   */
  check(): boolean;
  /** Makes the next check send a message again, because the worker may have lost the last message. */
  forgetLastMessage(): void;
}

/**
 * Creates the announcer of a page. The announcer sends one message in each of these cases: a new token or region, the
 * end of the session, a page that seems to be signed in but has no readable cookie, two different session cookies. A
 * page that shows a sign-in form has no session, even if it can read a cookie: directories on the same host share
 * cookies.
 * @param now returns ms of any clock that only goes forward.
 * @param later works like setTimeout. It runs a check after a waiting time, even if the page is hidden.
 */
export function createAnnouncer(
  { document, location }: Page,
  runtime: Runtime,
  now: () => number,
  later: (task: () => void, ms: number) => void,
): Announcer {
  /** Identifies the last message that was sent. */
  let lastSent: string | null = null;
  /** When the page first had a token, or when it first had neither a token nor a sign-in form. */
  let tokenSince: number | null = null;
  let unreadableSince: number | null = null;
  /** Whether this page could read the session cookie before. If so, a missing cookie means that the user signed out. */
  let wasReadable = false;
  let isCheckPlanned = false;

  /** Whether `ms` have passed since the time `since`. If not, plans a check, because timers may run a moment early. */
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
      // The worker was not reachable. The next check sends again.
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
      // While the page loads, a sign-in form may still appear. The cookie then belongs to another directory.
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
