import type { LiveGrant } from '#core/protocol/live.ts';
import type { LiveProfileView } from '#core/protocol/live-view.ts';
import { lastUse, liveState } from '../profiles/live-state.ts';
import type { LiveActions } from './use-live-actions.ts';

/** The choices in the list `Access`, each with an explanation. */
const grants: readonly (readonly [LiveGrant, string, string])[] = [
  ['ask', 'Ask for each program', 'A program gets keys after you allow it'],
  ['session', 'This session', 'Every program on this computer gets keys until you sign out of the portal'],
  ['always', 'Always', 'Every program on this computer gets keys whenever you are signed in'],
];

interface Props {
  readonly profile: LiveProfileView;
  readonly actions: LiveActions;
  /** The current time, in epoch ms. */
  readonly now: number;
}

/**
 * A live profile on the card of its role. It shows the profile's state, its last use, and which programs may use it. It
 * has buttons to pause or stop the profile.
 */
export function LiveProfile({ profile, actions, now }: Props) {
  const { name, grant, isPaused, notForAgents } = profile;
  return (
    <section class="live-profile" aria-label={`Live profile ${name}`}>
      <div class="live-line">
        <p>
          <strong>{name}</strong>{' '}
          <span class="muted live-use">{`${liveState(profile, actions.live)}, ${lastUse(profile, now)}`}</span>
        </p>
        <button type="button" class="small" onClick={() => actions.setPaused(name, !isPaused)}>
          {isPaused ? 'Resume' : 'Pause'}
        </button>
        <button type="button" class="small" onClick={() => actions.askToStop(profile)}>
          Stop
        </button>
      </div>
      <div class="live-line">
        <label title={grants.find(([id]) => id === grant)?.[2]}>
          <span class="label">Access</span>
          <select
            value={grant}
            onChange={(event) => actions.setAccess(name, { grant: event.currentTarget.value as LiveGrant })}
          >
            {grants.map(([id, label]) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label title="Refuses programs that say they are coding agents. A program that does not say so is not refused.">
          <input
            type="checkbox"
            checked={notForAgents}
            onChange={() => actions.setAccess(name, { notForAgents: !notForAgents })}
          />{' '}
          Not for agents
        </label>
      </div>
    </section>
  );
}
