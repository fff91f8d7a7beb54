import { accessSync, constants, existsSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { readSections } from '#core/ini/document.ts';
import { isOpenToOthers } from '../../aws-files/editing/open-directory.ts';
import { thisSystem } from '../../aws-files/editing/system.ts';
import { awsPaths } from '../../aws-files/paths.ts';
import { readAwsFile } from '../../aws-files/read-aws-file.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { checkObstacles } from './aws-obstacles.ts';
import { type Check, error, ok, warning } from './check.ts';

const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

const octal = (mode: number) => (mode & 0o777).toString(8).padStart(4, '0');

function checkDirectory(directory: string): Check {
  const id = 'aws-directory';
  if (!existsSync(directory)) {
    const parent = dirname(directory);
    return existsSync(parent) && isWritable(parent)
      ? ok(id, `${directory} does not exist yet; the first profile creates it.`)
      : error(id, `${directory} does not exist and cannot be created.`, `Run \`mkdir -p -m 700 ${directory}\`.`);
  }
  const stats = statSync(directory);
  if (!stats.isDirectory()) return error(id, `${directory} is not a directory.`, 'Move it away.');
  const me = process.geteuid?.();
  if (me !== undefined && isOpenToOthers(stats, me, () => thisSystem().userLists())) {
    return error(
      id,
      `Other users may write in ${directory}, so Keyferry writes no credentials there.`,
      `Run \`chmod go-w ${directory}\`.`,
    );
  }
  if (!isWritable(directory)) return error(id, `${directory} cannot be written.`, `Run \`chmod u+rwx ${directory}\`.`);
  return ok(id, `${directory} can be written.`);
}

function checkFileStats(path: string, stats: Stats): Check {
  const id = 'credentials-file';
  if (!stats.isFile()) return error(id, `${path} is not a regular file.`, 'Move it away.');
  if (stats.uid === 0 && process.geteuid?.() !== 0 && process.platform !== 'win32') {
    return error(id, `${path} belongs to root.`, `Run \`sudo chown "$(id -un)" ${path}\`.`);
  }
  if (!isWritable(path) || (stats.mode & 0o200) === 0) {
    return error(id, `${path} cannot be written.`, `Run \`chmod u+rw ${path}\`, or ask its owner.`);
  }
  if (process.platform !== 'win32' && (stats.mode & OTHERS) !== 0) {
    const access = (stats.mode & OTHERS_WRITE) === 0 ? 'read' : 'change';
    return warning(id, `Other users may ${access} ${path} (mode ${octal(stats.mode)}).`, `Run \`chmod 600 ${path}\`.`);
  }
  return ok(id, `${path} can be written, and only by you.`);
}

/**
 * The config file rarely contains keys, but it can contain the paths of programs that tools run. So no other user may
 * write to it.
 */
function checkConfig(path: string): Check[] {
  const id = 'config-file';
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats || stats.isCharacterDevice()) return [];
  if (!stats.isFile()) return [error(id, `${path} is not a regular file.`, 'Move it away.')];
  const isOpen = (bits: number) => process.platform !== 'win32' && (stats.mode & bits) !== 0;
  if (isOpen(OTHERS_WRITE)) {
    const sentence = `Other users may write in ${path} (mode ${octal(stats.mode)}) and add programs that your tools run.`;
    return [warning(id, sentence, `Run \`chmod go-w ${path}\`.`)];
  }
  if (isOpen(OTHERS) && holdsKeys(path)) {
    const sentence = `Other users may read ${path} (mode ${octal(stats.mode)}), and it contains keys.`;
    return [warning(id, sentence, `Run \`chmod 600 ${path}\`.`)];
  }
  return [ok(id, `${path} can be written only by you.`)];
}

function holdsKeys(path: string): boolean {
  try {
    return readSections(readAwsFile(path)).some(({ values }) => values.has('aws_secret_access_key'));
  } catch (failure) {
    // Another check, in aws-texts.ts, reports why the file cannot be read.
    if (failure instanceof KeyferryError) return false;
    throw failure;
  }
}

/** Checks the owners and modes of the two AWS files and of the credentials file's directory. Follows links. */
export function checkAwsPlaces({ env, platform }: CommandIo): readonly Check[] {
  try {
    const { credentials, config } = awsPaths(env, platform);
    const stats = statSync(credentials, { throwIfNoEntry: false });
    const directory = checkDirectory(dirname(credentials));
    return [
      directory,
      ...(stats ? [checkFileStats(credentials, stats)] : []),
      ...checkObstacles(credentials, 'credentials-file'),
      ...checkConfig(config),
      ...checkObstacles(config, 'config-file'),
    ];
  } catch (failure) {
    if (failure instanceof KeyferryError) return [error('aws-directory', failure.message, 'Correct it and try again.')];
    const { code } = failure as NodeJS.ErrnoException;
    return [error('aws-directory', `The AWS directory cannot be read (${code}).`, 'Check its owner and mode.')];
  }
}
