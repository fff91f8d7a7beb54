import type { Area } from './areas.ts';
import { createCachedValue } from './cached-value.ts';

/** The key of a number in `storage.session`. */
const KEY = 'clock';
/** A smaller difference is ignored, ms: the Date header has full seconds, and the network takes time. */
const NOISE_MS = 5_000;

export interface PortalClockDeps {
  readonly memory: Area;
  /** Called when the difference between the clocks has changed. */
  readonly changed: () => void;
}

/**
 * The difference between this computer's clock and the portal's clock, from the Date header of the portal's responses.
 * Keys expire by the portal's clock. All portals use the clock of AWS, so one difference is enough.
 */
export interface PortalClock {
  /** How far this computer's clock is ahead, ms. Negative when the clock is behind, 0 when this is not known. */
  aheadMs(): Promise<number>;
  /** Call this for each response. @param ms how far this computer's clock was ahead. @param uncertainty in ms. */
  observed(ms: number, uncertainty: number): void;
}

/** Creates the comparison of the clocks. */
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
