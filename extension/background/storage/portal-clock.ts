import type { Area } from './areas.ts';
import { createCachedValue } from './cached-value.ts';

/** In `storage.session`: a number. */
const KEY = 'clock';
/** A smaller change is the resolution of the Date header and the network, ms. */
const NOISE_MS = 5_000;

export interface PortalClockDeps {
  readonly memory: Area;
  /** Called when the difference has changed. */
  readonly changed: () => void;
}

/**
 * The difference between this computer's clock and the portal's, from the Date header of its responses. Keys expire by
 * the portal's clock. All portals run on AWS's clock, so there is one difference.
 */
export interface PortalClock {
  /** How far this computer's clock is ahead, ms; negative when it is behind, 0 when unknown. */
  aheadMs(): Promise<number>;
  /** A response has come. @param ms how far this computer's clock was ahead. @param uncertainty of it, ms. */
  observed(ms: number, uncertainty: number): void;
}

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
