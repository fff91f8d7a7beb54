import type { NativeClient } from './host-client.ts';

export interface ClockNoteDeps {
  readonly host: Pick<NativeClient, 'request' | 'view'>;
  readonly clock: {
    /** How far this computer's clock is ahead of the portal's clock, ms. */
    aheadMs(): Promise<number>;
  };
}

/**
 * Sends to the host how far this computer's clock is ahead of the portal's clock. The keyferry commands then use the
 * portal's time.
 */
export interface ClockNote {
  /**
   * Call this when the difference between the clocks has changed. If the host is not connected, the difference is sent
   * later, when the host is ready.
   */
  changed(): void;
  /** Call this when the host is ready. Sends the difference if the clocks differ or the difference has changed. */
  connected(): void;
}

/**
 * An older host does not know this request, and its commands use this computer's clock. So a failure of the request is
 * ignored.
 */
export function createClockNote({ host, clock }: ClockNoteDeps): ClockNote {
  let isNew = false;

  async function send(): Promise<void> {
    const aheadMs = await clock.aheadMs();
    if (!isNew && aheadMs === 0) return;
    isNew = false;
    await host.request('note-clock', { aheadMs });
  }

  return {
    changed() {
      isNew = true;
      if (host.view().state === 'ready') send().catch(() => undefined);
    },
    connected: () => void send().catch(() => undefined),
  };
}
