import { useState } from 'preact/hooks';
import { type LiveView, nothingFresh, nothingLive, type View } from '#core/protocol/view.ts';
import { ask } from '../../ui/worker-client.ts';
import type { MenuItem } from '../shell/menu.tsx';

/** Two controls that stop all live profiles at once: the lock, and the switch of live profiles and `Keep fresh`. */
export interface LiveSwitch {
  readonly live: LiveView;
  /** Whether the switch would turn off anything: a live profile of any portal, or a profile that is kept fresh. */
  readonly isUsed: boolean;
  /** A sentence that says why the worker refused the last step, or null. */
  readonly problem: string | null;
  /**
   * Locks or unlocks all live profiles. A lock erases the keys for live profiles and the answers that the person gave
   * to questions. No keys are given out until the lock ends.
   */
  lock(locked: boolean): void;
  /** Turns live profiles and `Keep fresh` on or off. */
  turn(on: boolean): void;
}

/** Creates the two controls. They apply to all portals. @param view null until the worker has answered */
export function useLiveSwitch(view: View | null): LiveSwitch {
  const [problem, setProblem] = useState<string | null>(null);
  const { live, fresh } = view ?? { live: nothingLive, fresh: nothingFresh };
  const follow = async (answering: Promise<{ readonly ok: boolean; readonly message?: string }>) => {
    setProblem(null);
    const answer = await answering;
    if (!answer.ok) setProblem(answer.message ?? null);
  };
  return {
    live,
    isUsed: live.profiles.length > 0 || fresh.names.length > 0,
    problem,
    lock: (locked) => void follow(ask('popup/lock-live', { locked })),
    turn: (on) => void follow(ask('popup/switch-live', { on })),
  };
}

/** The entries about live profiles in the header's menu. They are shown when the first live profile exists. */
export function liveMenu({ live, isUsed, lock, turn }: LiveSwitch): readonly MenuItem[] {
  const { isOn, isLocked, isForbidden, profiles } = live;
  if (isForbidden) return [];
  const locks = isLocked
    ? [{ label: 'Allow live profiles again', act: () => lock(false) }]
    : isOn && profiles.length > 0
      ? [{ label: 'Lock all', act: () => lock(true) }]
      : [];
  if (isOn) return [...locks, { label: 'Turn live profiles off', act: () => turn(false) }];
  return isUsed ? [...locks, { label: 'Turn live profiles on', act: () => turn(true) }] : locks;
}
