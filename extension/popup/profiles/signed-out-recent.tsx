import type { ProfileView } from '#core/protocol/view.ts';
import { MiddleText } from '../../ui/middle-text.tsx';
import { timeLeft } from '../../ui/time-text.ts';

interface Props {
  readonly profiles: readonly ProfileView[];
  readonly now: number;
}

/** The written profiles while no portal is signed in. They can be used in the terminal until they expire. */
export function SignedOutRecent({ profiles, now }: Props) {
  if (profiles.length === 0) return null;
  return (
    <section class="signed-out-recent" aria-label="Recent profiles">
      <h2 class="group-title">Recent</h2>
      <ul>
        {profiles.map(({ name, accountId, roleName, expiration }) => (
          <li key={name} class="row" title={`${name}\n${roleName}\n${accountId}`}>
            <span class="name middle" dir="auto">
              <MiddleText text={name} />
            </span>{' '}
            <span class="muted recent-role middle" dir="auto">
              <MiddleText text={roleName} />
            </span>{' '}
            {expiration !== null && (
              <span class={expiration > now ? 'recent-left' : 'recent-left why'}>{timeLeft(expiration, now)}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
