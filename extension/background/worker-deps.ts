import type { ConsoleTabsDeps } from './browser/console-tabs.ts';
import type { PortalPageDeps } from './browser/portal-page.ts';
import type { PortalTabsDeps } from './browser/portal-tabs.ts';
import type { ToolbarIconDeps } from './browser/toolbar-icon.ts';
import type { NativeDeps } from './host/host-client.ts';
import type { ExpiryBadgeDeps } from './profiles/expiry-badge.ts';
import type { ExpiryNoticesDeps } from './profiles/expiry-notices.ts';
import type { ExpiryScheduleDeps } from './profiles/expiry-schedule.ts';
import type { QuestionWindowDeps } from './questions/question-window.ts';
import type { CookieJarDeps } from './sessions/cookie-jar.ts';
import type { createGranted } from './sessions/host-permissions.ts';
import type { Area, Areas } from './storage/areas.ts';

/** Everything that the worker needs from the browser. Tests use simple replacements. */
export interface WorkerDeps
  extends Pick<NativeDeps, 'runtime'>,
    Pick<ExpiryScheduleDeps, 'wakeAt'>,
    Pick<ExpiryNoticesDeps, 'notifications'> {
  readonly action: ToolbarIconDeps['action'] & ExpiryBadgeDeps['action'];
  readonly windows: ConsoleTabsDeps['windows'] & QuestionWindowDeps['windows'];
  readonly tabs: PortalTabsDeps['tabs'] & ConsoleTabsDeps['tabs'] & PortalPageDeps['tabs'];
  readonly areas: Areas;
  readonly managed: Pick<Area, 'get'> | undefined;
  readonly permissions: Parameters<typeof createGranted>[0] & CookieJarDeps['permissions'];
  readonly cookies: CookieJarDeps['cookies'];
  /** Address of the page that shows the questions of programs. */
  readonly questionUrl: string;
  /** The cookie store of a normal window. */
  readonly defaultStore: string;
  /** The function that sends requests. Without it, the browser's `fetch` is used. Tests give another function. */
  readonly fetch?: typeof fetch;
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
  /** Calls `task` after this time in ms, like setTimeout. @returns a function that clears the timer. */
  readonly later: (task: () => void, ms: number) => () => void;
  readonly newId: () => string;
  /** A one-way fingerprint of a text. */
  readonly markOf: (text: string) => Promise<string>;
  /**
   * Called with true when a listing starts and with false when no listing runs. While it runs, an alarm starts the
   * worker again if the browser stops it.
   */
  readonly busy: (yes: boolean) => void;
  /**
   * Turns the events that start a stopped worker on or off. Live profiles need these events: an alarm every half
   * minute, and tab events.
   */
  readonly wakeUps: (yes: boolean) => void;
  /** Restarts the extension. The browser then installs a waiting update. */
  readonly reload: () => void;
  /** Name of the browser, for example `Firefox`. */
  readonly browserName: string;
}
