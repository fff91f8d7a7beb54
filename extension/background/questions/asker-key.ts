import type { KnownClient } from '#core/protocol/live.ts';
import type { LiveProfile } from '../live/live-profile.ts';

/** The fields of a live profile that say which portal, user, account and role the profile's name stands for. */
export type ProfileMeaning = Pick<LiveProfile, 'name' | 'portal' | 'user' | 'accountId' | 'roleName'>;

/**
 * Identifies who asks for what. An answer is valid only for requests with the same key. So the key contains everything
 * by which the question identifies the request. Only the terminal is left out, because a coding agent opens a new
 * terminal for every command.
 */
export function askerKey(profile: ProfileMeaning, client: KnownClient): string {
  const { name, portal, user, accountId, roleName } = profile;
  return requestKey([name, portal, user, accountId, roleName], client);
}

/** The key of a request. @param what everything that the question names besides the program. */
export function requestKey(what: readonly (string | null)[], client: KnownClient): string {
  const { program, script, folder, agent, via, isVerified } = client;
  // For a script, `program` is only the interpreter, for example Python. So the key also has the script. It has the
  // folder too, because many folders have a script of the same name.
  const ran = script === undefined ? [] : [script, folder ?? null];
  return JSON.stringify([what, [program ?? null, agent ?? null, via ?? null, isVerified], ran]);
}
