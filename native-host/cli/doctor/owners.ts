import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { readManifest } from '../../../install-scripts/host-manifest.ts';
import { nodeOfWrapper } from '../../../install-scripts/written-wrapper.ts';
import { awsPaths } from '../../aws-files/paths.ts';
import { type OpenPath, openPathsTo, type Trusted, trustedHere } from '../../data-folder/path-owners.ts';
import { dataFolder } from '../../data-folder/places.ts';
import { readOwnFile } from '../../data-folder/read-own-file.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { isOurWrapper } from '../install/own-wrappers.ts';
import { programFilesIn } from '../install/program-files.ts';
import { closingCommand, openPathSentence } from '../shared/open-paths.ts';
import { type Check, error, warning } from './check.ts';
import type { Registration } from './registered.ts';

const REMEDY =
  'Install a Node that only root can change (from your Linux distribution or from nodejs.org), then run `sudo keyferry install --system` with this Node.';

function startedBy(wrapper: string): string[] {
  const node = nodeOfWrapper(readOwnFile(wrapper)?.toString() ?? '');
  const folder = dirname(wrapper);
  const program = existsSync(folder) ? programFilesIn(folder).map((name) => join(folder, name)) : [];
  return [wrapper, ...program, ...(node === null ? [] : [node])].filter(existsSync);
}

/** The existing manifests, and the files that browsers start through them: wrapper, program and Node. */
function filesOf(registrations: readonly Registration[]): string[] {
  const found = registrations.filter(({ text }) => text !== null);
  const wrappers = found.flatMap(({ text, flavour }) => readManifest(text ?? '', flavour)?.path ?? []);
  return [...found.map(({ path }) => path), ...[...new Set(wrappers.filter(isOurWrapper))].flatMap(startedBy)];
}

/** The folders that contain the AWS folders. aws-places.ts checks the AWS folders themselves. */
function aboveAwsFiles({ env, platform }: CommandIo): string[] {
  try {
    const { credentials, config } = awsPaths(env, platform);
    return [credentials, config].map((path) => dirname(dirname(path)));
  } catch (failure) {
    if (failure instanceof KeyferryError) return [];
    throw failure;
  }
}

function openPaths(paths: readonly string[], trusted: Trusted | null): readonly OpenPath[] {
  const found = [...new Set(paths)].flatMap((path) => {
    try {
      return openPathsTo(path, trusted);
    } catch {
      // Other checks report files that cannot be read.
      return [];
    }
  });
  return found.filter((each, at) => found.findIndex(({ path }) => path === each.path) === at);
}

/**
 * Checks who can change the files that browsers start. Only root may change the files of an install for all users. Only
 * root and this user may change the files of this user's install, and the folders above the AWS files.
 */
export function checkOwners(
  user: readonly Registration[],
  system: readonly Registration[],
  io: CommandIo,
): readonly Check[] {
  if (io.platform === 'win32') return [];
  const own = [...filesOf(user.filter(({ path }) => !system.some((each) => each.path === path))), dataFolder(io)];
  return [
    ...openPaths(filesOf(system), trustedHere(true)).map((each) =>
      error('system-owner', `Every user's browser starts the host, and ${openPathSentence(each)}.`, REMEDY),
    ),
    ...openPaths([...own, ...aboveAwsFiles(io)], trustedHere(false)).map((each) =>
      warning(
        'path-owner',
        `Other users could replace what your browser starts or Keyferry writes: ${openPathSentence(each)}.`,
        `Run \`${closingCommand(each)}\`.`,
      ),
    ),
  ];
}
