import { basename, dirname, join } from 'node:path';
import { readOwnFile } from './read-own-file.ts';

/** `install` names a program's folder by its version and a part of the hash of its files. */
const FOLDER = /^\d[\w.+-]*-[0-9a-f]{12}$/;
const PROGRAM = 'keyferry.cjs';

/** The paths in install.json, in the order in which `install` wrote them; empty for a missing or invalid file. */
function recordedFiles(path: string): readonly string[] {
  try {
    const { files } = JSON.parse(readOwnFile(path)?.toString() ?? '{}') as { files?: readonly { path?: unknown }[] };
    return (files ?? []).flatMap(({ path: each }) => (typeof each === 'string' ? [each] : []));
  } catch {
    return [];
  }
}

/** The version of a running program, and of the program that is installed now. */
export interface Versions {
  readonly running: string;
  readonly installed: string;
}

/**
 * Both versions, with the hash of the build if the program is installed, so that two builds of one version differ.
 * @param directory the folder of the running program
 * @param version of the running program
 */
export function versionsOf(directory: string, version: string): Versions {
  const own = basename(directory);
  if (!FOLDER.test(own)) return { running: version, installed: version };
  const programs = recordedFiles(join(dirname(directory), 'install.json')).filter((path) => basename(path) === PROGRAM);
  const installed = basename(dirname(programs.at(-1) ?? ''));
  return { running: own, installed: FOLDER.test(installed) ? installed : own };
}
