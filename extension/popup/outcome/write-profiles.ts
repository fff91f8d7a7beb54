import type { ErrorCode } from '#core/errors.ts';
import type { NameParts } from '#core/names/template.ts';
import type { WrittenTogether } from '#core/protocol/messages.ts';
import { ask } from '../../ui/worker-client.ts';
import type { Actions, NotFetched, Outcome, RefusedRole } from './outcome-types.ts';
import { isQuestion } from './write-refusals.ts';

/** A role, and the name of the profile that is written for it. */
export interface NamedRole extends NameParts {
  readonly name: string;
}

export interface WriteProfilesDeps extends Pick<Actions, 'run' | 'confirm'> {
  /** Key of the session to which the roles belong. */
  readonly session: string;
  /** Returns the roles with free names. If the name of a role is free, the role keeps its name. */
  readonly otherNames: (roles: readonly NamedRole[]) => readonly NamedRole[];
  /** Called when all profiles are written. */
  readonly done: () => void;
}

/**
 * Error codes that the host returns if it refuses a write because of the names. The host accepts the same write with
 * other names.
 */
const NAMES_IN_USE: ReadonlySet<ErrorCode> = new Set([
  'PROFILE_SHADOWED',
  'LIVE_PROFILE_EXISTS',
  'MANY_PROFILES_EXIST',
]);

const profiles = (count: number) => `${count} profile${count === 1 ? '' : 's'}`;
const same = (role: NamedRole) => (other: RefusedRole) =>
  other.accountId === role.accountId && other.roleName === role.roleName;

/**
 * The user's answer to the question whether a write may replace existing profiles. `seen` identifies the content of the
 * file at the time of the question.
 */
interface Consent {
  readonly replace: boolean;
  readonly seen?: string | undefined;
}

/** Writes the profiles of several roles. Either all profiles are written or none. Shows the outcome with `deps.run`. */
export function writeProfiles(
  deps: WriteProfilesDeps,
  roles: readonly NamedRole[],
  { replace, seen }: Consent = { replace: false },
): void {
  const { session, run, confirm, otherNames, done } = deps;
  const again =
    (those: readonly NamedRole[], consent: Consent = { replace, seen }) =>
    () =>
      writeProfiles(deps, those, consent);

  function outcomeOf(value: WrittenTogether): Outcome {
    if (value.is === 'cancelled') return value;
    if (value.is === 'not-fetched') return notFetched(value.failed);
    done();
    return { ...value, is: 'written-together' };
  }

  function notFetched(refused: readonly RefusedRole[]): NotFetched {
    const failed = roles.flatMap((role) => refused.filter(same(role)).map((why) => ({ ...why, ...role })));
    const others = roles.filter((role) => !refused.some(same(role)));
    const write = others.length > 0 ? again(others) : null;
    return { is: 'not-fetched', failed, of: roles.length, retry: again(roles), others: write };
  }

  void run(`Writing ${profiles(roles.length)} …`, async () => {
    const requested = roles.map(({ accountId, roleName, name }) => ({ accountId, roleName, name }));
    const answer = await ask('popup/write-profiles', { session, roles: requested, replace, seen });
    if (answer.ok) return outcomeOf(answer.value);
    const other = { label: 'Use other names', write: () => writeProfiles(deps, otherNames(roles)) };
    if (isQuestion(answer.code)) {
      const title = `Write ${profiles(roles.length)}?`;
      confirm({ title, sentence: answer.message, replace: again(roles, { replace: true, seen: answer.seen }), other });
      return null;
    }
    const failed = { is: 'failed', error: answer, writing: true, retry: again(roles) } as const;
    return NAMES_IN_USE.has(answer.code) ? { ...failed, other } : failed;
  });
}
