import { isAlive, type Runtime } from './extension.ts';
import { hasTwoSessions, isSigningIn, pageRegion, showsSignInForm, tokenIn } from './page.ts';

/** How long to wait for a page to name its region, in ms. */
const REGION_WAIT_MS = 3_000;
/** How long to wait for a page without a readable cookie to set one or to show a sign-in form, in ms. */
const UNREADABLE_WAIT_MS = 2_000;

/** The parts of a page that the announcer reads. */
export interface Page {
  readonly document: Pick<Document, 'cookie' | 'readyState' | 'querySelector'>;
  readonly location: Pick<Location, 'href'>;
}

/** Sends what a page knows about its session to the worker. */
export interface Announcer {
  /**
   * Checks the page and sends what has changed since the last message.
   * @returns false if the extension is gone.
   */
  check(): boolean;
  /** Makes the next check send again, because the worker may have lost the last message. */
  forgetLastMessage(): void;
}

/**
 * Creates the announcer of a page. It sends one message for each token and region, one when the session is gone, one when
 * the page seems to be signed in but has no readable cookie, and one when it has two different ones. A page that shows a
 * sign-in form has no session, whatever cookie it sees: directories on one host share its cookies.
 * @param now ms of any clock that only goes forward.
 * @param later like setTimeout. It runs a check after a waiting time, also in a hidden page.
 */
export function createAnnouncer(
  { document, location }: Page,
  runtime: Runtime,
  now: () => number,
  later: (task: () => void, ms: number) => void,
): Announcer {
  /** Identifies the last message that was sent. */
  let lastSent: string | null = null;
  /** When the page first had a token, or first had neither token nor sign-in form. */
  let tokenSince: number | null = null;
  let unreadableSince: number | null = null;
  /** Whether this page could read its cookie before. Then a missing cookie means signed out. */
  let wasReadable = false;
  let isCheckPlanned = false;

  /** Whether `ms` have passed since then. If not, checks again at that time: browsers may run a timer a moment early. */
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
      // Before that, a sign-in form may still follow: the cookie is another directory's then.
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
