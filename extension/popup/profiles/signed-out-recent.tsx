import type { ComponentChildren } from 'preact';
import type { LiveProfileView } from '#core/protocol/live-view.ts';
import type { ProfileView } from '#core/protocol/view.ts';
import { MiddleText } from '../../ui/middle-text.tsx';
import { timeLeft } from '../../ui/time-text.ts';

interface Props {
  readonly profiles: readonly ProfileView[];
  readonly live: readonly LiveProfileView[];
  readonly now: number;
}

/**
 * The list of profiles that is shown while the user is signed in to no portal. Profiles with keys can be used in the
 * terminal until the keys expire. Live profiles give out keys again after the next sign-in.
 */
export function SignedOutRecent({ profiles, live, now }: Props) {
  if (profiles.length + live.length === 0) return null;
  return (
    <section class="signed-out-recent" aria-label="Recent profiles">
      <h2 class="group-title">Recent</h2>
      <ul>
        {profiles.map((profile) => (
          <Profile key={profile.name} {...profile}>
            {profile.expiration !== null && (
              <span class={profile.expiration > now ? 'recent-left' : 'recent-left why'}>
                {timeLeft(profile.expiration, now)}
              </span>
            )}
          </Profile>
        ))}
        {live.map((profile) => (
          <Profile key={`live ${profile.name}`} {...profile}>
            <span class="recent-left muted" title="This live profile gives out keys again when you are signed in.">
              live, signed out
            </span>
          </Profile>
        ))}
      </ul>
    </section>
  );
}

interface ProfileProps extends Pick<ProfileView, 'name' | 'accountId' | 'roleName'> {
  readonly children: ComponentChildren;
}

const Profile = ({ name, accountId, roleName, children }: ProfileProps) => (
  <li class="row" title={`${name}\n${roleName}\n${accountId}`}>
    <span class="name middle" dir="auto">
      <MiddleText text={name} />
    </span>{' '}
    <span class="muted recent-role middle" dir="auto">
      <MiddleText text={roleName} />
    </span>{' '}
    {children}
  </li>
);
