import { KeyferryError } from '#core/errors.ts';
import { type HostReply, type HostRequest, MAX_REPLY_BYTES } from '#core/host-protocol.ts';
import { profileName } from '#core/profile-name.ts';
import { refuseShadowed } from '../aws-files/config-file.ts';
import { refuseCollisions, type WantedProfile, withProfiles } from '../aws-files/credentials-file.ts';
import { editFile } from '../aws-files/edit-file.ts';
import { asFileError } from '../aws-files/file-errors.ts';
import { type AwsPaths, awsPaths, type Environment } from '../aws-files/paths.ts';
import { recordedPaths } from '../aws-files/recorded-paths.ts';
import { readText } from '../aws-files/snapshot.ts';
import { thisSystem } from '../aws-files/system.ts';

/** What a handler needs beside its request. */
export interface HostContext {
  readonly env: Environment;
  /** Where the program lies, and beside it what the installation recorded. */
  readonly directory: string;
  /** Aborted when the browser has closed the port: then no lock is waited for. */
  readonly ending: AbortSignal;
}

const system = thisSystem();
let lastWrite: Promise<unknown> = Promise.resolve();

/** File work one after the other; between processes the lock does that, at a higher price. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const next = lastWrite.then(work, work);
  lastWrite = next;
  return next;
}

async function findPaths({ env, directory }: HostContext): Promise<AwsPaths> {
  const isNamed = env.AWS_SHARED_CREDENTIALS_FILE && env.AWS_CONFIG_FILE;
  return awsPaths(env, system.platform, isNamed ? {} : await recordedPaths(directory));
}

/** Refused before anything is written: done work whose reply does not fit could not be reported. */
function refuseLongReply(names: readonly string[]): void {
  if (JSON.stringify(names).length > MAX_REPLY_BYTES - 8192) {
    throw new KeyferryError('TOO_LARGE', { limit: `${MAX_REPLY_BYTES / 1024} KiB of names` });
  }
}

function readProfiles({ profiles, portal }: HostRequest<'write-profiles'>): WantedProfile[] {
  const wanted = profiles.map((profile) => ({ ...profile, name: profileName(profile.name), portal }));
  refuseCollisions(wanted);
  refuseLongReply(wanted.map(({ name }) => name));
  return wanted;
}

async function readConfig(path: string): Promise<string> {
  try {
    return await readText(system, path);
  } catch (error) {
    throw asFileError(error, path);
  }
}

/**
 * Writes profiles into the credentials file, all or none.
 * @throws KeyferryError NAME_INVALID, NAMES_COLLIDE, TOO_LARGE, PATH_INVALID, PROFILE_*, FILE_*
 */
export async function writeProfiles(
  request: HostRequest<'write-profiles'>,
  context: HostContext,
): Promise<HostReply<'write-profiles'>> {
  const wanted = readProfiles(request);
  const { credentials, config } = await findPaths(context);
  const { replace } = request;
  const written = wanted.map(({ name }) => name);
  refuseShadowed(await readConfig(config), new Set(written), { file: config, replace });
  const edit = (text: string) => withProfiles(text, wanted, { file: credentials, replace });
  const { warnings } = await inTurn(() => editFile(system, credentials, edit, context.ending));
  return { written, file: 'credentials', ...(warnings.length > 0 && { warnings: [...warnings] }) };
}
