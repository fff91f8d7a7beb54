import { KeyferryError } from '#core/errors.ts';
import { problemsAfterWrite } from '#core/ini/reader-problems.ts';
import { profileName } from '#core/names/profile-name.ts';
import { type HostReply, type HostRequest, MAX_REPLY_BYTES } from '#core/protocol/host-protocol.ts';
import { editFile } from '../../aws-files/editing/edit-file.ts';
import {
  type ConfigRegion,
  configRegions,
  refuseLiveNames,
  refuseShadowed,
  usedSources,
} from '../../aws-files/profiles/config-file.ts';
import { refuseCollisions, type WantedProfile, withProfiles } from '../../aws-files/profiles/credentials-file.ts';
import { profileHeader } from '../../cli-profiles/cli-config.ts';
import { findPaths, type HostContext, inTurn, readUserFileNow, system } from './context.ts';

/**
 * Refuses a request with too many names before anything is written. The reply lists the written names, and this list
 * would be too long.
 */
function refuseLongReply(names: readonly string[]): void {
  if (JSON.stringify(names).length > MAX_REPLY_BYTES - 8192) {
    throw new KeyferryError('TOO_LARGE', { limit: `${MAX_REPLY_BYTES / 1024} KiB of names` });
  }
}

function readProfiles({ profiles, portal, user }: HostRequest<'write-profiles'>): WantedProfile[] {
  const wanted = profiles.map((profile) => ({ ...profile, name: profileName(profile.name), portal, user }));
  refuseCollisions(wanted);
  refuseLongReply(wanted.map(({ name }) => name));
  return wanted;
}

/** The largest number of entries in `keptRegions` of a reply. No user would read a longer list. */
const MAX_KEPT_REGIONS = 20;

/** The profiles whose region in the config file differs from the region in the request. */
function keptRegions(wanted: readonly WantedProfile[], regions: ReadonlyMap<string, ConfigRegion>) {
  const kept = wanted.flatMap(({ name, region: asked }) => {
    const found = regions.get(name);
    return found && asked !== undefined && found.region !== asked ? [{ name, ...found }] : [];
  });
  return kept.length > 0 ? { keptRegions: kept.slice(0, MAX_KEPT_REGIONS) } : {};
}

/**
 * Writes profiles into the credentials file. Either all of them are written, or none.
 * @throws KeyferryError NAME_INVALID, NAMES_COLLIDE, TOO_LARGE, PATH_INVALID, PROFILE_*, LIVE_PROFILE_EXISTS, FILE_*
 */
export async function writeProfiles(
  request: HostRequest<'write-profiles'>,
  context: HostContext,
): Promise<HostReply<'write-profiles'>> {
  const wanted = readProfiles(request);
  const { credentials, config } = await findPaths(context);
  const { replace, seen } = request;
  const written = wanted.map(({ name }) => name);
  const names = new Set<string>(written);
  let regions: ReadonlyMap<string, ConfigRegion> = new Map();
  let inCredentials = '';
  let inConfig = '';
  const edit = (text: string) => {
    // This function runs while the process has the lock of the credentials file. `set-up-cli-profiles` needs the same
    // lock, so it cannot change the config file now.
    inConfig = readUserFileNow(config);
    refuseShadowed(inConfig, names, config);
    refuseLiveNames(inConfig, names, { config, credentialsText: text });
    regions = configRegions(inConfig, names);
    const options = { file: credentials, replace, seen, inConfig: usedSources(inConfig, names), regions };
    inCredentials = withProfiles(text, wanted, options);
    return inCredentials;
  };
  const done = await inTurn(() => editFile(system, credentials, edit, context.ending));
  const headers = new Set(written.map(profileHeader));
  const warnings = [
    ...done.warnings,
    ...problemsAfterWrite(inCredentials, { kind: 'credentials', file: credentials, sections: names }),
    ...problemsAfterWrite(inConfig, { kind: 'config', file: config, sections: headers }),
  ];
  const kept = keptRegions(wanted, regions);
  return { written, file: 'credentials', ...kept, ...(warnings.length > 0 && { warnings }) };
}
