import { basename, dirname, join } from 'node:path';
import { readOwnFile } from './read-own-file.ts';

/**
 * Matches the name of the folder of an installed program. The name consists of the version and a part of the hash of
 * the program's files.
 */
const FOLDER = /^\d[\w.+-]*-[0-9a-f]{12}$/;
const PROGRAM = 'keyferry.cjs';

/** The paths in install.json, in the order of the file. Empty if the file is missing or invalid. */
function recordedFiles(path: string): readonly string[] {
  try {
    const { files } = JSON.parse(readOwnFile(path)?.toString() ?? '{}') as { files?: readonly { path?: unknown }[] };
    return (files ?? []).flatMap(({ path: each }) => (typeof each === 'string' ? [each] : []));
  } catch {
    return [];
  }
}

/** The version of the running program, and the version of the program that is installed now. */
export interface Versions {
  readonly running: string;
  readonly installed: string;
}

/**
 * Returns the two versions. If `keyferry install` wrote the running program, each version also contains a hash, so that
 * two builds of the same version differ.
 * @param directory the folder of the running program
 * @param version the version of the running program, without a hash
 */
export function versionsOf(directory: string, version: string): Versions {
  const own = basename(directory);
  if (!FOLDER.test(own)) return { running: version, installed: version };
  const programs = recordedFiles(join(dirname(directory), 'install.json')).filter((path) => basename(path) === PROGRAM);
  const installed = basename(dirname(programs.at(-1) ?? ''));
  return { running: own, installed: FOLDER.test(installed) ? installed : own };
}
