import { useState } from 'preact/hooks';
import type { IndexedAccount, ProfileView } from '#core/protocol/view.ts';
import { RefreshIcon, RemoveIcon } from '../../ui/icons.tsx';
import { timeLeft } from '../../ui/time-text.ts';
import { ask } from '../../ui/worker-client.ts';
import type { Actions } from '../outcome/outcome-types.ts';
import { RemoveDialog } from './remove-dialog.tsx';

interface Props {
  /** Key of a session of the portal that the profiles came from. */
  readonly session: string;
  readonly profiles: readonly ProfileView[];
  readonly accounts: readonly IndexedAccount[];
  readonly now: number;
  readonly actions: Pick<Actions, 'outcome' | 'run'>;
}

/** `3 profiles`, or `profile <name>` for one. */
const summary = (names: readonly string[]) => (names.length === 1 ? `profile ${names[0]}` : `${names.length} profiles`);

/** The profiles that Keyferry wrote for this portal. Each has buttons to renew and to remove it. */
export function Recent({ session, profiles, accounts, now, actions }: Props) {
  const [removing, setRemoving] = useState<ProfileView | null>(null);
  const busy = actions.outcome?.is === 'busy';

  const renew = (names: readonly string[]) =>
    void actions.run(`Renewing ${summary(names)} …`, async () => {
      const answer = await ask('popup/renew-profiles', { session, names: [...names] });
      const retry = () => renew(names);
      if (!answer.ok) return { is: 'failed', error: answer, writing: true, retry };
      const failed = answer.value.failed.map(({ name }) => name);
      return { is: 'renewed', renewal: answer.value, retry: () => renew(failed) };
    });
  const remove = (name: string) =>
    void actions.run(`Removing profile ${name} …`, async () => {
      const answer = await ask('popup/remove-profiles', { names: [name] });
      if (!answer.ok) return { is: 'failed', error: answer, writing: true, retry: () => remove(name) };
      // Moves the focus, because the focused button disappears with its row.
      document.getElementById('search')?.focus();
      return { is: 'removed', name };
    });
  const answer = (yes: boolean) => {
    setRemoving(null);
    if (yes && removing) remove(removing.name);
  };

  return (
    <section class="recent" aria-label="Recent profiles">
      <div class="recent-head">
        <h2 class="recent-title">Recent</h2>
        {profiles.length > 1 && (
          <button
            type="button"
            class="small quiet"
            aria-disabled={busy}
            onClick={() => renew(profiles.map(({ name }) => name))}
          >
            <RefreshIcon />
            Renew all
          </button>
        )}
      </div>
      <ul>
        {profiles.map((profile) => (
          <RecentRow
            key={profile.name}
            {...{ profile, now, busy }}
            account={accounts.find(({ accountId }) => accountId === profile.accountId)?.accountName}
            onRenew={() => renew([profile.name])}
            onRemove={() => setRemoving(profile)}
          />
        ))}
      </ul>
      {removing && <RemoveDialog profile={removing} onAnswer={answer} />}
    </section>
  );
}

interface RowProps {
  readonly profile: ProfileView;
  readonly account: string | undefined;
  readonly now: number;
  readonly busy: boolean;
  onRenew(): void;
  onRemove(): void;
}

function RecentRow({ profile, account, now, busy, onRenew, onRemove }: RowProps) {
  const { name, accountId, roleName, expiration } = profile;
  const role = `${roleName} · ${account ?? accountId}`;
  return (
    <li class="row">
      <span class="name" title={name}>
        {name}
      </span>{' '}
      <span class="muted recent-role" title={`${role}\n${accountId}`}>
        {role}
      </span>{' '}
      {expiration !== null && (
        <span class={expiration > now ? 'recent-left' : 'recent-left why'}>{timeLeft(expiration, now)}</span>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={`Renew ${name}`}
        title={`Renew ${name}`}
        aria-disabled={busy}
        onClick={onRenew}
      >
        <RefreshIcon />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={`Remove ${name}`}
        title={`Remove ${name}`}
        onClick={onRemove}
      >
        <RemoveIcon />
      </button>
    </li>
  );
}
