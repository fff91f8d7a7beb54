import { useState } from 'preact/hooks';
import type { Answer, LockedPortal, View } from '#core/protocol/messages.ts';
import { ask } from '../../ui/worker-client.ts';
import type { WorkerState } from '../shell/use-worker-state.ts';
import { allowAccess, openPortal } from './allow-access.ts';

type ViewKind = 'popup/use-portal' | 'popup/choose-session' | 'popup/set-region' | 'popup/want-portal';

/** What the sign-in screens do. Methods that ask for a permission must be called inside the click. */
export interface SignIn {
  /** Key of a session that is shown for confirmation although another one is in use, or null. */
  readonly reviewing: string | null;
  /** The browser refused the permission that was asked for last. */
  readonly refused: boolean;
  /** Why the worker refused the last step, as a sentence, or null. */
  readonly problem: string | null;
  /** Shows a session for confirmation; null goes back to the one in use. */
  review(session: string | null): void;
  /** Confirms the session's portal. */
  use(session: string): Promise<unknown>;
  /** Sets the session's region. */
  setRegion(session: string, region: string): Promise<unknown>;
  /** Switches to a session; shows it for confirmation if its portal is not trusted. */
  choose(session: string, trusted: boolean): Promise<void>;
  /** Asks the browser for access to these origins. */
  allow(origins: readonly string[]): Promise<void>;
  /** Adds a portal whose session only the browser can read, or drops it. */
  want(startUrl: string, wanted: boolean): Promise<unknown>;
  /** Reads a portal's session from the browser's cookies. */
  unlock(portal: LockedPortal): Promise<void>;
  /** Allows and sets a region newer than this version. @param origin of the region's portal API. */
  useNewRegion(session: string, region: string, origin: string): Promise<void>;
  /** Reloads a portal tab that was open before the extension was installed. */
  reload(): Promise<void>;
}

/** Every view that a message returns is shown through `state`. */
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
      // The content script does not run by itself in a region newer than this version.
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
