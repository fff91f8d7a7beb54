import { useState } from 'preact/hooks';
import type { Answer, LockedPortal, View } from '#core/protocol/messages.ts';
import { ask } from '../../ui/worker-client.ts';
import type { WorkerState } from '../shell/use-worker-state.ts';
import { allowAccess, openPortal } from './allow-access.ts';

type ViewKind = 'popup/use-portal' | 'popup/choose-session' | 'popup/set-region' | 'popup/want-portal';

/** The actions of the sign-in screens. Methods that ask for a permission must be called inside a click. */
export interface SignIn {
  /**
   * Key of the session that the user is asked to confirm while another session is in use. Null if there is no such
   * session.
   */
  readonly reviewing: string | null;
  /** Whether the browser refused the last request for a permission. */
  readonly refused: boolean;
  /** A sentence that says why the worker refused the last step, or null. */
  readonly problem: string | null;
  /** Asks the user to confirm a session. With null, the popup shows the session in use again. */
  review(session: string | null): void;
  /** Confirms the session's portal. */
  use(session: string): Promise<unknown>;
  /** Sets the session's region. */
  setRegion(session: string, region: string): Promise<unknown>;
  /** Switches to a session. If the session's portal is not trusted, first asks the user to confirm the session. */
  choose(session: string, trusted: boolean): Promise<void>;
  /** Asks the browser for access to these origins. */
  allow(origins: readonly string[]): Promise<void>;
  /** Stores whether the person wants to use a portal whose session only the browser can read. */
  want(startUrl: string, wanted: boolean): Promise<unknown>;
  /**
   * Asks for the permission to read the portal's session from the browser's cookies. If the user gives the permission,
   * Keyferry reads the session.
   */
  unlock(portal: LockedPortal): Promise<void>;
  /**
   * Asks for access to a region that this version does not know. If the user gives access, sets the session's region.
   * @param origin origin of the region's portal API.
   */
  useNewRegion(session: string, region: string, origin: string): Promise<void>;
  /** Reloads a portal tab that was open before the extension was installed. */
  reload(): Promise<void>;
}

/** Creates the actions. If the worker's answer to a message contains a view, the popup shows this view. */
export function useSignIn(state: WorkerState): SignIn {
  const [reviewing, setReviewing] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const follow = async (asked: Promise<Answer<ViewKind>>) => {
    const answer = await asked;
    setProblem(answer.ok ? null : answer.message);
    if (answer.ok) state.show(answer.value as View);
    setReviewing(null);
    return answer;
  };
  const isAllowed = async (origins: readonly string[], cookies: 'cookies' | null = null) => {
    const granted = await allowAccess(origins, cookies);
    setRefused(!granted);
    return granted;
  };
  return {
    reviewing,
    refused,
    problem,
    review: setReviewing,
    use: (session) => follow(ask('popup/use-portal', { session })),
    setRegion: (session, region) => follow(ask('popup/set-region', { session, region })),
    async choose(session, trusted) {
      if (trusted) await follow(ask('popup/choose-session', { session }));
      else setReviewing(session);
    },
    async allow(origins) {
      await isAllowed(origins);
      state.reopen();
    },
    want: (startUrl, wanted) => follow(ask('popup/want-portal', { startUrl, wanted })),
    async unlock({ startUrl, origins }) {
      if (!(await isAllowed(origins, 'cookies'))) return;
      const answer = await follow(ask('popup/want-portal', { startUrl, wanted: true }));
      const found = answer.ok && (answer.value as View).sessions.some((each) => each.startUrl === startUrl);
      // No content script runs on a portal in a region that this version does not know. If the browser's cookies
      // contain no session, Keyferry opens the portal, so that the user can sign in.
      if (origins.length > 0 && !found) openPortal(startUrl);
    },
    async useNewRegion(session, region, origin) {
      if (await isAllowed([origin])) await follow(ask('popup/set-region', { session, region }));
    },
    async reload() {
      const answer = await ask('popup/reload-portal-tab', {});
      setProblem(answer.ok ? null : answer.message);
    },
  };
}
