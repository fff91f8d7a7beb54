import type { Area } from './areas.ts';
import { createCachedValue } from './cached-value.ts';

/** The key under which `storage.session` contains the difference between the clocks, in ms. */
const KEY = 'clock';
/**
 * If the difference between the clocks changes by less than this, the change is ignored. In ms. The Date header
 * contains only full seconds, and the network takes time.
 */
const NOISE_MS = 5_000;

export interface PortalClockDeps {
  readonly memory: Area;
  /** Called when the difference between the clocks has changed. */
  readonly changed: () => void;
}

/**
 * The difference between this computer's clock and the portal's clock. Keyferry computes it from the Date header of the
 * portal's responses. Keyferry needs it because keys expire by the portal's clock. All portals use the clock of AWS, so
 * there is only one difference.
 */
export interface PortalClock {
  /**
   * By how many ms this computer's clock is ahead of the portal's clock. The number is negative if the clock is behind,
   * and 0 if the difference is not known.
   */
  aheadMs(): Promise<number>;
  /**
   * Call this for each response of a portal.
   * @param ms by how many ms this computer's clock was ahead at the response.
   * @param uncertainty the possible error of `ms`, in ms.
   */
  observed(ms: number, uncertainty: number): void;
}

/** Creates the part that compares the clocks. */
export function createPortalClock({ memory, changed }: PortalClockDeps): PortalClock {
  const stored = createCachedValue<number>(memory, KEY);
  const aheadMs = async () => (await stored.get()) ?? 0;

  async function update(ms: number, uncertainty: number): Promise<void> {
    if (Math.abs(ms - (await aheadMs())) <= NOISE_MS + uncertainty) return;
    await stored.set(Math.round(ms / 1000) * 1000);
    changed();
  }

  return {
    aheadMs,
    observed: (ms, uncertainty) => void update(ms, uncertainty).catch(() => undefined),
  };
}
