import type { Area } from './areas.ts';
import { createCachedValue } from './cached-value.ts';

/** The key of a value in `storage.session`. The value is a number, the difference in ms. */
const KEY = 'clock';
/**
 * A difference smaller than this is ignored, ms. The Date header contains only full seconds, and the network takes
 * time.
 */
const NOISE_MS = 5_000;

export interface PortalClockDeps {
  readonly memory: Area;
  /** Called when the difference between the clocks has changed. */
  readonly changed: () => void;
}

/**
 * The difference between this computer's clock and the portal's clock. It is computed from the Date header of the
 * portal's responses. It is needed because keys expire by the portal's clock. All portals use the clock of AWS, so
 * there is only one difference.
 */
export interface PortalClock {
  /**
   * How far this computer's clock is ahead of the portal's clock, ms. Negative when it is behind, 0 when this is not
   * known.
   */
  aheadMs(): Promise<number>;
  /**
   * Call this for each response.
   * @param ms how far this computer's clock was ahead.
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
