import * as v from 'valibot';
import { Moment } from '#core/credentials.ts';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import { type HostReply, MAX_REPLY_BYTES } from '#core/protocol/host-protocol.ts';
import { namesWithSource } from '../../aws-files/profiles/config-file.ts';
import { type StoredProfile, storedProfiles } from '../../aws-files/profiles/stored-profile.ts';
import { findPaths, type HostContext, readUserFile } from './context.ts';

type Listed = HostReply<'list-profiles'>['profiles'][number];

/**
 * The largest size of all profiles in one reply, in bytes. The other bytes of the reply are for its other fields. All
 * text is ASCII, so one character is one byte.
 */
const PROFILE_BYTES = MAX_REPLY_BYTES - 1024;

/**
 * The entry for a profile in the reply. The result is empty if the name is not allowed for a profile of Keyferry. For
 * example, a person may have renamed the section.
 */
function listed({ name, owner, expiresAt }: StoredProfile): Listed[] {
  if (owner === null || whyNotProfileName(name) !== null) return [];
  const { accountId, roleName, portal, user } = owner;
  const ofUser = user === undefined ? {} : { user };
  return [{ name, accountId, roleName, portal, ...ofUser, expiration: v.is(Moment, expiresAt) ? expiresAt : null }];
}

const newestFirst = (a: Listed, b: Listed) => (b.expiration ?? 0) - (a.expiration ?? 0);

/** As many items from the start of the list as fit into `bytes` bytes. */
function thoseThatFit<Item>(items: readonly Item[], bytes: number): readonly Item[] {
  let room = bytes;
  const end = items.findIndex((item) => {
    room -= JSON.stringify(item).length + 1;
    return room < 0;
  });
  return end < 0 ? items : items.slice(0, end);
}

/**
 * The profile names in both AWS files, except those that the reply lists as `profiles`. Keyferry asks the user before
 * it writes keys under such a name.
 */
function takenNames(stored: readonly StoredProfile[], listedOnes: readonly Listed[], configText: string): string[] {
  const own = new Set(listedOnes.map(({ name }) => name));
  const used = [...stored.map(({ name }) => name).filter((name) => !own.has(name)), ...namesWithSource(configText)];
  return [...new Set(used)].filter((name) => whyNotProfileName(name) === null);
}

/**
 * Lists the profiles that Keyferry wrote, without secrets. If two sections have the same name, the reply contains only
 * the first one.
 * @throws KeyferryError PATH_INVALID, FILE_*
 */
export async function listProfiles(context: HostContext): Promise<HostReply<'list-profiles'>> {
  const { credentials, config } = await findPaths(context);
  const stored = storedProfiles(await readUserFile(credentials));
  const all = stored.flatMap(listed);
  const once = [...new Map(all.toReversed().map((profile) => [profile.name, profile])).values()].sort(newestFirst);
  const profiles = [...thoseThatFit(once, PROFILE_BYTES)];
  // The popup uses the names in the config file only to suggest free names. If the file cannot be read now, the next
  // write reports the error.
  const configText = await readUserFile(config).catch(() => '');
  const room = PROFILE_BYTES - JSON.stringify(profiles).length;
  const taken = [...thoseThatFit(takenNames(stored, profiles, configText), room)];
  return { profiles, more: once.length - profiles.length, ...(taken.length > 0 && { taken }) };
}
