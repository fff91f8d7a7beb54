import type { KnownClient } from '#core/protocol/live.ts';
import type { LiveProfile } from '../live/live-profile.ts';

/** The fields of a live profile that say which portal, user, account and role belong to the profile's name. */
export type ProfileMeaning = Pick<LiveProfile, 'name' | 'portal' | 'user' | 'accountId' | 'roleName'>;

/**
 * A text that identifies which program asks for which profile. An answer is valid only for requests with the same text.
 * So the text contains everything that the question shows about the request. Only the terminal is left out, because a
 * coding agent opens a new terminal for every command.
 */
export function askerKey(profile: ProfileMeaning, client: KnownClient): string {
  const { name, portal, user, accountId, roleName } = profile;
  return requestKey([name, portal, user, accountId, roleName], client);
}

/** The text that identifies a request. @param what everything that the question shows, except the program. */
export function requestKey(what: readonly (string | null)[], client: KnownClient): string {
  const { program, script, folder, agent, via, isVerified } = client;
  // If a script makes the request, `program` is only the interpreter, for example Python. So the text also contains the
  // script and its folder. The folder is needed because scripts in different folders may have the same name.
  const ran = script === undefined ? [] : [script, folder ?? null];
  return JSON.stringify([what, [program ?? null, agent ?? null, via ?? null, isVerified], ran]);
}
