import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { isWrittenByInstall, nodeOfWrapper, programOfLauncher } from '../../../../install-scripts/written-wrapper.ts';
import { isExecutable } from '../../../data-folder/executable.ts';
import { BARE_COMMAND, launcherPath, liveUnavailable, recordedLaunchers } from '../../../data-folder/launcher.ts';
import { openPathsTo, trustedHere } from '../../../data-folder/path-owners.ts';
import { recordPath } from '../../../data-folder/places.ts';
import { readOwnFile } from '../../../data-folder/read-own-file.ts';
import { sha256 } from '../../../data-folder/sha256.ts';
import type { CommandIo } from '../../../terminal/io.ts';
import { readRecord } from '../../install/record.ts';
import { closingCommand, openPathSentence } from '../../shared/open-paths.ts';
import { programLocation } from '../../shared/program-location.ts';
import { reinstall } from '../../shared/reinstall.ts';
import { type Check, error, ok, warning } from '../check.ts';

const ID = 'launcher';

/** The problem with the launcher at `path`, as the end of a sentence. Null if there is no problem. */
function whyBroken(path: string, io: CommandIo): string | null {
  if (!existsSync(path)) return 'is missing';
  if (!isExecutable(path)) return 'is not executable';
  const text = readOwnFile(path)?.toString() ?? '';
  const program = programOfLauncher(text);
  if (!isWrittenByInstall(text) || program === null) return 'was not written by `keyferry install`';
  const recorded = readRecord(recordPath(io)).files.find((file) => file.path === path);
  if (recorded !== undefined && recorded.sha256 !== sha256(text)) return 'was changed after the install';
  return existsSync(program) ? null : `starts ${program}, which is missing`;
}

/** Checks that no other user can change the launcher, because its output decides which keys tools get. */
function checkOwners(path: string): readonly Check[] {
  const open = existsSync(dirname(path)) ? openPathsTo(path, trustedHere(false)) : [];
  return open.map((each) =>
    error(
      'launcher-owner',
      `Other users could replace the launcher of live profiles: ${openPathSentence(each)}.`,
      `Run \`${closingCommand(each)}\`.`,
    ),
  );
}

function checkNode(path: string): readonly Check[] {
  const node = nodeOfWrapper(readOwnFile(path)?.toString() ?? '');
  if (node === null || isExecutable(node)) return [];
  return [warning('launcher-node', `The Node that ${path} starts is missing: ${node}.`, reinstall())];
}

function checkOne(path: string, isNeeded: boolean, io: CommandIo): readonly Check[] {
  if (path === BARE_COMMAND) {
    const sentence = `Live profiles use the command ${BARE_COMMAND} from PATH, because some tools cannot start a program in your home folder.`;
    const remedy = 'Run `keyferry install --launcher-dir DIR` with a folder that has no blanks.';
    return [isNeeded ? warning(ID, sentence, remedy) : ok(ID, sentence)];
  }
  const why = whyBroken(path, io);
  if (why !== null)
    return [error(ID, `The launcher of live profiles ${path} ${why}.`, reinstall()), ...checkOwners(path)];
  return [ok(ID, `The launcher of live profiles is at ${path}.`), ...checkNode(path), ...checkOwners(path)];
}

/**
 * Checks the launchers that tools start for live profiles.
 * @param isNeeded whether the config file has live profiles
 */
export function checkLauncher(isNeeded: boolean, io: CommandIo): readonly Check[] {
  const location = programLocation(io);
  const paths = recordedLaunchers(location);
  if (paths.length > 0) return paths.flatMap((path) => checkOne(path, isNeeded, io));
  const launcher = launcherPath(location);
  if (launcher.path !== null) return [];
  const { message } = liveUnavailable(launcher);
  return [isNeeded ? error(ID, message, reinstall()) : ok(ID, message)];
}
