import type { KnownClient } from '#core/protocol/live.ts';
import type { LiveProfile } from '../live/live-profile.ts';

/** The fields of a profile that say what its name means. */
export type ProfileMeaning = Pick<LiveProfile, 'name' | 'portal' | 'user' | 'accountId' | 'roleName'>;

/**
 * Identifies who asks for what. An answer is valid only for requests with the same key. So the key contains what
 * identifies the request in the question. Only the terminal is left out, because a coding agent opens a new terminal
 * for every command.
 */
export function askerKey(profile: ProfileMeaning, client: KnownClient): string {
  const { name, portal, user, accountId, roleName } = profile;
  return requestKey([name, portal, user, accountId, roleName], client);
}

/** The key of a request. @param what everything that the question names besides the program. */
export function requestKey(what: readonly (string | null)[], client: KnownClient): string {
  const { program, script, folder, agent, via, isVerified } = client;
  // An interpreter stands for all its scripts, and many folders have a script of the same name.
  const ran = script === undefined ? [] : [script, folder ?? null];
  return JSON.stringify([what, [program ?? null, agent ?? null, via ?? null, isVerified], ran]);
}
