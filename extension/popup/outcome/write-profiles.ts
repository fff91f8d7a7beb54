import type { NameParts } from '#core/names/template.ts';
import type { WrittenTogether } from '#core/protocol/messages.ts';
import { ask } from '../../ui/worker-client.ts';
import type { Actions, Outcome } from './use-actions.ts';
import { isQuestion, nameForKeys } from './write-refusals.ts';

/** A role and the name its profile is to have. */
export interface NamedRole extends NameParts {
  readonly name: string;
}

type Failed = Extract<WrittenTogether, { is: 'not-fetched' }>['failed'][number];

/** Some roles' credentials could not be had, so nothing was written. */
export interface NotFetched {
  readonly is: 'not-fetched';
  readonly failed: readonly (Failed & NameParts)[];
  /** How many were wanted. */
  readonly of: number;
  readonly retry: () => void;
  /** Writes those that could be had; null when there are none. */
  readonly others: (() => void) | null;
}

export interface TogetherDeps extends Pick<Actions, 'run' | 'asks'> {
  /** Key of the session whose roles these are. */
  readonly session: string;
  /** Called once all is written. */
  readonly done: () => void;
}

const profiles = (count: number) => `${count} profile${count === 1 ? '' : 's'}`;
const same = (role: NamedRole) => (other: Failed) =>
  other.accountId === role.accountId && other.roleName === role.roleName;

/** Whether the person said that what is there may go, and what they had seen of it. */
interface Confirmation {
  readonly replace: boolean;
  readonly seen?: string | undefined;
}

/** What the popup does with several roles at once: all are written, or none. */
export function writeTogether(
  deps: TogetherDeps,
  roles: readonly NamedRole[],
  { replace, seen }: Confirmation = { replace: false },
): void {
  const { session, run, asks, done } = deps;
  const again =
    (those: readonly NamedRole[], yes: Confirmation = { replace, seen }) =>
    () =>
      writeTogether(deps, those, yes);

  function outcomeOf(value: WrittenTogether): Outcome {
    if (value.is === 'cancelled') return value;
    if (value.is === 'not-fetched') return notFetched(value.failed);
    done();
    return { is: 'written-together', count: value.names.length, expiration: value.expiration };
  }

  function notFetched(refused: readonly Failed[]): NotFetched {
    const failed = roles.flatMap((role) => refused.filter(same(role)).map((why) => ({ ...why, ...role })));
    const others = roles.filter((role) => !refused.some(same(role)));
    const write = others.length > 0 ? again(others) : null;
    return { is: 'not-fetched', failed, of: roles.length, retry: again(roles), others: write };
  }

  void run(`Writing ${profiles(roles.length)} …`, async () => {
    const wanted = roles.map(({ accountId, roleName, name }) => ({ accountId, roleName, name }));
    const answer = await ask('popup/write-profiles', { session, roles: wanted, replace, seen });
    if (answer.ok) return outcomeOf(answer.value);
    if (isQuestion(answer.code)) {
      const yes = { replace: true, seen: answer.seen };
      asks({ title: `Write ${profiles(roles.length)}?`, sentence: answer.message, replace: again(roles, yes) });
      return null;
    }
    const failed = { is: 'failed', error: answer, writing: true, retry: again(roles) } as const;
    if (answer.code !== 'PROFILE_SHADOWED') return failed;
    const renamed = roles.map((role) => ({ ...role, name: nameForKeys(role.name) }));
    return { ...failed, other: { name: '…-keys', write: again(renamed) } };
  });
}
