import type { LiveSwitch } from './use-live-switch.ts';

/** Says why no live profile gives out keys now. If the user can change this, a button allows live profiles again. */
export function LiveBanner({ of }: { of: LiveSwitch }) {
  const { live, isUsed, problem, lock, turn } = of;
  return (
    <>
      {problem && (
        <div class="banner">
          <p role="alert">{problem}</p>
        </div>
      )}
      {live.isForbidden ? (
        isUsed && (
          <div class="banner">
            <p>Your administrator turned live profiles and Keep fresh off.</p>
          </div>
        )
      ) : live.isLocked ? (
        <Line button="Allow live profiles again" act={() => lock(false)}>
          Live profiles are locked: no program gets keys.
        </Line>
      ) : (
        isUsed &&
        !live.isOn && (
          <Line button="Turn live profiles on" act={() => turn(true)}>
            Live profiles and Keep fresh are off.
          </Line>
        )
      )}
    </>
  );
}

const Line = ({ children, button, act }: { children: string; button: string; act(): void }) => (
  <div class="banner">
    <p>{children}</p>
    <button type="button" class="small" onClick={act}>
      {button}
    </button>
  </div>
);
