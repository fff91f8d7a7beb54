import type { ErrorCode } from '#core/errors.ts';
import type { HostView } from '#core/protocol/messages.ts';
import type { NativeClient } from '../../host/host-client.ts';
import type { Area } from '../../storage/areas.ts';
import { createCachedValue } from '../../storage/cached-value.ts';
import { createBackOff } from './back-off.ts';
import type { ClockGuard } from './clock-guard.ts';
import type { InstallationId } from './installation.ts';

/**
 * The key of a value in `storage.session`. The value is true after a failure that only a person can fix. Then the port
 * stays closed until the popup has connected to the host.
 */
const KEY = 'liveWaits';
/** After the computer slept, a host that does not answer within this time is started again, ms. */
const PING_MS = 3_000;
/**
 * If a connection ends within this time, the wait before the next connection gets longer, ms. Otherwise a host that
 * crashes would be started again and again.
 */
const STABLE_MS = 30_000;

/** If work is running, the extension does not restart. It tries to restart again after this time, ms. */
const RELOAD_MS = 10_000;

/** Failures that only a person can fix: the keyferry program must be installed or updated. */
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
  /** Whether the port must be open. */
  readonly isNeeded: () => Promise<boolean>;
  /** Whether work is running that would end if the port was opened again or the extension was restarted. */
  readonly isBusy: () => boolean;
  /**
   * Turns the events that start a stopped worker on or off. These events are an alarm every half minute, and tab
   * events.
   */
  readonly wakeUps: (yes: boolean) => void;
  /** Called when the port is no longer needed. */
  readonly stopped: () => void;
  /** Called when the host has started to listen on its socket, and when it has stopped. */
  readonly changed: () => void;
  /** Restarts the extension. The restart installs an update. */
  readonly reload: () => void;
  /** Calls `task` after `ms` milliseconds, like setTimeout. Returns a function that clears the timer. */
  readonly later: (task: () => void, ms: number) => () => void;
}

/** Keeps the port to the host open while live profiles need it. The host's socket is then open too. */
export interface LivePort {
  /**
   * Opens the port if it is needed, and closes it otherwise. This is called at every event that starts the worker.
   * Additional calls do no harm.
   */
  update(): Promise<void>;
  /**
   * Opens the port if it is closed. Resolves when the host listens on its socket.
   * @throws KeyferryError HOST_…, or the error that the host sent.
   */
  serve(): Promise<void>;
  /** Call this at each alarm. @param scheduledAt when the alarm was due, epoch ms. */
  alarm(scheduledAt: number): Promise<void>;
  /** Call this with each new state of the connection. */
  hostChanged(view: HostView): void;
  /**
   * Call this when the browser has an update of the extension. The extension restarts as soon as no work is running.
   */
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
   * If a new version of the keyferry program was installed, the port is closed and opened again to start this version.
   * This is done only once for each version. The variable contains the last version for which it was done.
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
    // Meanwhile, a person may have turned live profiles off.
    if (isKept) setServing(true);
    else await host.request('stop-live', {});
  }

  /**
   * Opens the port if it is closed, and asks the host to listen on its socket. Several calls at the same time make only
   * one request.
   */
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
   * Schedules the next try after a failure of the connection. If only a person can fix the failure, no try is scheduled
   * and no event starts the worker. Then the next try comes from the popup.
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
      // After the computer slept, the host may have ended, and the browser may not have noticed this.
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
