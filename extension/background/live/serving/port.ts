import type { ErrorCode } from '#core/errors.ts';
import type { HostView } from '#core/protocol/messages.ts';
import type { NativeClient } from '../../host/host-client.ts';
import type { Area } from '../../storage/areas.ts';
import { createCachedValue } from '../../storage/cached-value.ts';
import { createBackOff } from './back-off.ts';
import type { ClockGuard } from './clock-guard.ts';
import type { InstallationId } from './installation.ts';

/** The key of a value in `storage.session`, which is true after a failure that only the popup can end. */
const KEY = 'liveWaits';
/** After sleep, a host that does not answer within this time is replaced, ms. */
const PING_MS = 3_000;
/**
 * A connection that ends sooner counts as a failed one, ms. Otherwise a host that crashes would be started again and
 * again.
 */
const STABLE_MS = 30_000;

/** How long a restart waits for work that is under way, ms. */
const RELOAD_MS = 10_000;

/** Failures that only a person can end: the program must be installed or updated. */
const FINAL: ReadonlySet<ErrorCode> = new Set([
  'HOST_MISSING',
  'HOST_FORBIDDEN',
  'HOST_NO_NODE',
  'HOST_OLD',
  'HOST_NEW',
]);

export interface LivePortDeps {
  readonly host: Pick<NativeClient, 'connect' | 'request' | 'keepOpen' | 'answersWithin' | 'close' | 'isIdle' | 'view'>;
  readonly installation: Pick<InstallationId, 'get'>;
  readonly guard: Pick<ClockGuard, 'alarm'>;
  readonly memory: Area;
  /** Name of the browser, for example `Firefox`. */
  readonly browserName: string;
  /** Whether the port must be open: live profiles are on, and there is at least one. */
  readonly isNeeded: () => Promise<boolean>;
  /** Whether work is under way that a new connection or a reload would end. */
  readonly isBusy: () => boolean;
  /** Turns the events on or off that start a stopped worker: an alarm every half minute, and tab events. */
  readonly wakeUps: (yes: boolean) => void;
  /** Called when the port is no longer needed. */
  readonly stopped: () => void;
  /** Called when the host has started or stopped serving. */
  readonly changed: () => void;
  /** Restarts the extension, which installs the update. */
  readonly reload: () => void;
  /** Calls `task` after this time in ms, like setTimeout. Returns a function that clears the timer. */
  readonly later: (task: () => void, ms: number) => () => void;
}

/** Keeps the port to the host open, and the host's socket with it, while live profiles need them. */
export interface LivePort {
  /** Opens or closes the port as it is needed now. Idempotent, so that every event that starts the worker calls it. */
  update(): Promise<void>;
  /** Resolves when the host listens. @throws KeyferryError HOST_…, or the error with which the host refused. */
  serve(): Promise<void>;
  /** Call this at each alarm. @param scheduledAt when the alarm was due, epoch ms. */
  alarm(scheduledAt: number): Promise<void>;
  /** Call this with each new state of the connection. */
  hostChanged(view: HostView): void;
  /** Call this when an update of the extension waits. The extension restarts when nothing is under way. */
  updateAvailable(): void;
  /** Whether the host listens on its socket. */
  isServing(): boolean;
}

/** Creates the part that keeps the port open. */
export function createLivePort(deps: LivePortDeps): LivePort {
  const { host, isBusy } = deps;
  const waits = createCachedValue<true>(deps.memory, KEY);
  const backOff = createBackOff(deps.later, () => void update().catch(() => undefined));
  let isServing = false;
  let isKept = false;
  let serving: Promise<void> | null = null;
  let stopStableTimer = () => {};
  /**
   * The installed version of the program for which the port was last opened again. Each new version causes this only
   * once.
   */
  let triedVersion = '';

  function setServing(yes: boolean): void {
    if (isServing === yes) return;
    isServing = yes;
    stopStableTimer();
    if (yes) stopStableTimer = deps.later(backOff.succeeded, STABLE_MS);
    deps.changed();
  }

  function keep(yes: boolean): void {
    if (isKept === yes) return;
    isKept = yes;
    host.keepOpen(yes);
    deps.wakeUps(yes);
  }

  async function serveOnce(): Promise<void> {
    await host.connect();
    const installation = await deps.installation.get();
    const ask = () => host.request('serve-live', { installation, browser: deps.browserName });
    const { running, installed } = await ask();
    if (running !== installed && installed !== triedVersion && !isBusy() && host.isIdle()) {
      triedVersion = installed;
      host.close();
      await ask();
    }
    // A person has turned live profiles off meanwhile.
    if (isKept) setServing(true);
    else await host.request('stop-live', {});
  }

  /** Opens the port if it is closed, and asks the host to listen. Calls at the same time share one request. */
  function serve(): Promise<void> {
    keep(true);
    serving ??= serveOnce()
      .catch((error) => {
        setServing(false);
        throw error;
      })
      .finally(() => {
        serving = null;
      });
    return serving;
  }

  async function endWaiting(): Promise<void> {
    if (await waits.get()) await waits.remove();
  }

  async function stop(): Promise<void> {
    deps.stopped();
    backOff.reset();
    await endWaiting();
    if (!isKept) return;
    keep(false);
    if (host.view().state === 'ready') await host.request('stop-live', {}).catch(() => undefined);
    setServing(false);
    if (host.isIdle()) host.close();
  }

  async function update(): Promise<void> {
    if (!(await deps.isNeeded())) return stop();
    if ((await waits.get()) || backOff.isWaiting()) return;
    if (!isServing) await serve().catch(failed);
  }

  /**
   * Tries again later. After a failure that only a person can end, only the popup tries again, and no event wakes the
   * worker until then.
   */
  async function failed({ code }: { readonly code?: ErrorCode }): Promise<void> {
    if (!isKept) return;
    if (code === undefined || !FINAL.has(code)) return backOff.failed();
    backOff.reset();
    await waits.set(true);
    keep(false);
  }

  async function hostReady(): Promise<void> {
    await endWaiting();
    if (!(await deps.isNeeded())) return;
    await serve().catch(failed);
  }

  function reloadWhenIdle(): void {
    if (!isBusy() && host.isIdle()) deps.reload();
    else deps.later(reloadWhenIdle, RELOAD_MS);
  }

  return {
    update,
    serve,
    async alarm(scheduledAt) {
      const isLate = await deps.guard.alarm(scheduledAt);
      if (!(await deps.isNeeded())) {
        await stop();
        return deps.wakeUps(false);
      }
      if ((await waits.get()) || backOff.isWaiting()) return;
      // After sleep, the browser may not notice that the host has gone.
      if (isLate && isServing && !(await host.answersWithin(PING_MS))) host.close();
      await serve().catch(failed);
    },
    hostChanged(view) {
      if (view.state === 'ready') void hostReady().catch(() => undefined);
      if (view.state === 'unknown' || view.state === 'failed') setServing(false);
      if (view.state === 'failed') void failed(view.error).catch(() => undefined);
    },
    updateAvailable: reloadWhenIdle,
    isServing: () => isServing,
  };
}
