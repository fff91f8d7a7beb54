import type { NameParts } from '#core/names/template.ts';
import type { View } from '#core/protocol/messages.ts';
import type { Settings } from '#core/settings.ts';
import { clockTime } from '../ui/time-text.ts';
import { liveOf, profilesOf } from './drafts.ts';
import { KeepFresh } from './live/keep-fresh.tsx';
import { LiveProfile } from './live/live-profile.tsx';
import { SurviveRestart } from './live/survive-restart.tsx';
import type { WorkspaceState } from './use-workspace.ts';

interface Props {
  readonly view: View;
  readonly settings: Settings;
  readonly workspace: WorkspaceState;
  readonly role: NameParts;
  /** The current time, in epoch ms. */
  readonly now: number;
}

/**
 * The profiles that a role already has. If the outcome of the last action already shows a profile with its switch `Keep
 * fresh`, the profile is left out here.
 */
export function WorkspaceProfiles({ view, settings, workspace, role, now }: Props) {
  const { profiles, live, actions } = workspace;
  const { outcome } = actions;
  const isInOutcome = (name: string) => outcome?.is === 'written' && outcome.name === name;
  const written = profilesOf(profiles, role).filter(({ name }) => !isInOutcome(name));
  const own = liveOf(live.live, role);
  if (written.length === 0 && own.length === 0) return null;
  return (
    <div class="role-profiles">
      {own.map((profile) => (
        <LiveProfile key={profile.name} {...{ profile, now }} actions={live} />
      ))}
      {own.length > 0 && outcome?.is !== 'cli-saved' && <SurviveRestart live={view.live} />}
      {written.map(({ name, expiration }) => (
        <div key={name} class="live-line">
          <p>
            <strong>{name}</strong>{' '}
            {expiration !== null && (
              <span class={expiration > now ? 'muted' : 'why'}>
                {expiration > now ? 'until' : 'expired at'} {clockTime(expiration, now)}
              </span>
            )}
          </p>
          <FreshSwitch {...{ name, view, settings, workspace }} />
        </div>
      ))}
    </div>
  );
}

interface SwitchProps extends Pick<Props, 'view' | 'settings' | 'workspace'> {
  readonly name: string;
}

const FreshSwitch = ({ name, view, settings, workspace: { live } }: SwitchProps) => (
  <KeepFresh
    {...{ name, fresh: view.fresh, live: view.live, all: settings.keepFresh }}
    onChange={(on) => live.keepFresh(name, on)}
  />
);

/** What the user can do next with profiles that were just written. */
export function AfterOutcome(props: Pick<Props, 'view' | 'settings' | 'workspace'>) {
  const { outcome } = props.workspace.actions;
  if (outcome?.is === 'written') return <FreshSwitch {...props} name={outcome.name} />;
  if (outcome?.is === 'cli-saved' && outcome.form === 'live') return <SurviveRestart live={props.view.live} />;
  return null;
}
