import { createToolbarIcon } from './browser/toolbar-icon.ts';
import type { NativeClient } from './host/host-client.ts';
import { createViewPublisher, type ViewPublisher } from './view-publisher.ts';
import type { WorkerDeps } from './worker-deps.ts';
import type { ListParts } from './worker-lists.ts';
import type { LiveParts } from './worker-live.ts';
import type { ProfileParts } from './worker-profiles.ts';
import type { SessionParts } from './worker-sessions.ts';

export interface WorkerViewDeps
  extends Pick<SessionParts, 'sessions' | 'locked' | 'ambiguous' | 'clock' | 'trust'>,
    Pick<ProfileParts, 'shownProfiles' | 'keepFresh' | 'progress'>,
    Pick<ListParts, 'drift'> {
  readonly host: Pick<NativeClient, 'view'>;
  readonly live: Pick<LiveParts, 'view'>;
}

/** Creates the view that the popup shows. */
export const createWorkerView = (browser: WorkerDeps, deps: WorkerViewDeps): ViewPublisher =>
  createViewPublisher({
    ...browser,
    ...deps,
    memory: browser.areas.session,
    ambiguous: deps.ambiguous.all,
    host: deps.host.view,
    profiles: deps.shownProfiles,
    writing: deps.progress.view,
    cliNews: deps.drift.of,
    live: deps.live.view,
    fresh: deps.keepFresh.view,
    composed: createToolbarIcon(browser),
  });
