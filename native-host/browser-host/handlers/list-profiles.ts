import * as v from 'valibot';
import { Moment } from '#core/credentials.ts';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import { type HostReply, MAX_REPLY_BYTES } from '#core/protocol/host-protocol.ts';
import { type StoredProfile, storedProfiles } from '../../aws-files/profiles/stored-profile.ts';
import { findPaths, type HostContext, readUserFile } from './context.ts';

type Listed = HostReply<'list-profiles'>['profiles'][number];

/** Bytes for the profiles; the rest is for the envelope and `more`. All text is ASCII, so characters are bytes. */
const PROFILE_BYTES = MAX_REPLY_BYTES - 1024;

/** The profile if Keyferry could write it again. A section that was renamed to an invalid name is left out. */
function listed({ name, owner, expiresAt }: StoredProfile): Listed[] {
  if (owner === null || whyNotProfileName(name) !== null) return [];
  const { accountId, roleName, portal, user } = owner;
  const ofUser = user === undefined ? {} : { user };
  return [{ name, accountId, roleName, portal, ...ofUser, expiration: v.is(Moment, expiresAt) ? expiresAt : null }];
}

const newestFirst = (a: Listed, b: Listed) => (b.expiration ?? 0) - (a.expiration ?? 0);

/** The first profiles, as many as fit into one reply. */
function thoseThatFit(profiles: readonly Listed[]): readonly Listed[] {
  let room = PROFILE_BYTES;
  const end = profiles.findIndex((profile) => {
    room -= JSON.stringify(profile).length + 1;
    return room < 0;
  });
  return end < 0 ? profiles : profiles.slice(0, end);
}

/**
 * The profiles that Keyferry wrote, without secrets. If two sections have the same name, the first counts.
 * @throws KeyferryError PATH_INVALID, FILE_*
 */
export async function listProfiles(context: HostContext): Promise<HostReply<'list-profiles'>> {
  const { credentials } = await findPaths(context);
  const all = storedProfiles(await readUserFile(credentials)).flatMap(listed);
  const once = [...new Map(all.toReversed().map((profile) => [profile.name, profile])).values()].sort(newestFirst);
  const profiles = [...thoseThatFit(once)];
  return { profiles, more: once.length - profiles.length };
}
