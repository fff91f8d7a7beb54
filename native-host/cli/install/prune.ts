import { dirname, relative, sep } from 'node:path';
import { readManifest } from '../../../install-scripts/host-manifest.ts';
import { removeEmptyFolder, removeOwnFile } from '../../data-folder/own-files.ts';
import { dataFolder, recordPath } from '../../data-folder/places.ts';
import { readOwnFile } from '../../data-folder/read-own-file.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { isVersionFolder } from './own-wrappers.ts';
import { type RecordedFile, readRecord, writeRecord } from './record.ts';
import { foldersOfRunning } from './running.ts';

/**
 * The version folder (the folder of one installed version of the program) that contains this file. Null if the file is
 * somewhere else.
 */
function versionFolderOf(path: string, io: CommandIo): string | null {
  const first = relative(dataFolder(io), path).split(sep)[0] ?? '';
  return isVersionFolder(first) ? dirname(path) : null;
}

/** The version folders that browsers still use: a recorded manifest contains the path of a wrapper in the folder. */
function foldersInUse(files: readonly RecordedFile[]): string[] {
  return files
    .filter(({ path }) => path.endsWith('.json'))
    .flatMap(({ path }) => readManifest(readOwnFile(path)?.toString() ?? '', 'chromium')?.path ?? [])
    .map((wrapper) => dirname(wrapper));
}

/**
 * Removes version folders that no manifest and no running host uses any more. If a running host still uses a folder, a
 * later install removes the folder. Keeps files that were changed after they were installed.
 * @param current paths of the files that were just installed
 * @returns the paths of the removed files
 */
export function pruneVersions(current: readonly string[], io: CommandIo): readonly string[] {
  const record = readRecord(recordPath(io));
  const used = new Set([...current.map((path) => dirname(path)), ...foldersInUse(record.files)]);
  const folders = new Set(record.files.flatMap(({ path }) => versionFolderOf(path, io) ?? []));
  const unused = [...folders].filter((folder) => !used.has(folder));
  for (const folder of foldersOfRunning(unused, io)) used.add(folder);
  const old = record.files.filter(({ path }) => {
    const folder = versionFolderOf(path, io);
    return folder !== null && !used.has(folder);
  });
  if (old.length === 0) return [];
  const removed = old.filter(({ path, sha256 }) => removeOwnFile(path, sha256) === 'removed').map(({ path }) => path);
  const emptied = new Set(old.map(({ path }) => dirname(path)).filter(removeEmptyFolder));
  writeRecord(recordPath(io), {
    ...record,
    files: record.files.filter((file) => !old.includes(file)),
    folders: record.folders.filter((folder) => !emptied.has(folder)),
  });
  return removed;
}
