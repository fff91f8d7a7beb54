import type { LiveProfileView, LiveView } from '#core/protocol/live-view.ts';
import { clockTime } from '../../ui/time-text.ts';

/**
 * What a live profile does now. `live`: the profile gives out keys. `paused`: the person paused the profile. `locked`:
 * all live profiles are locked. `off`: all live profiles are turned off.
 */
export type LiveState = 'live' | 'paused' | 'locked' | 'off';

/**
 * The state of a live profile. If all live profiles are off or locked, this state is shown even if the profile is also
 * paused.
 */
export function liveState({ isPaused }: LiveProfileView, { isOn, isLocked }: LiveView): LiveState {
  if (!isOn) return 'off';
  if (isLocked) return 'locked';
  return isPaused ? 'paused' : 'live';
}

/**
 * Says when a live profile was last used: `last used 14:32 by terraform, 12 times` or `not used yet`.
 * @param now epoch ms
 */
export function lastUse({ usedAt, usedBy, uses }: LiveProfileView, now: number): string {
  if (usedAt === null) return 'not used yet';
  const by = usedBy === null ? '' : ` by ${usedBy}`;
  const times = uses === 1 ? 'once' : `${uses.toLocaleString('en')} times`;
  return `last used ${clockTime(usedAt, now)}${by}, ${times}`;
}
