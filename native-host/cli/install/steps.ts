import { dirname } from 'node:path';
import { ensureFolder, writeOwnFile } from '../../data-folder/own-files.ts';
import { recordPath } from '../../data-folder/places.ts';
import { sha256 } from '../../data-folder/sha256.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { makeLink, type PlannedLink } from './command-link.ts';
import { type FileState, type Plan, type PlannedKey, stateOf, stateOfKey } from './plan.ts';
import type { PlannedFile } from './planned-file.ts';
import { mergeRecord, type RecordChange, readRecord, writeRecord } from './record.ts';
import { writeKey } from './registry.ts';

/**
 * One file, registry key or link that `keyferry install` writes. `state` is the result of the comparison with what
 * exists now.
 */
export interface Step {
  readonly role: PlannedFile['role'] | 'registry' | 'command';
  readonly browser: string;
  /** Path of the file, or full name of the registry key. */
  readonly path: string;
  readonly state: FileState;
}

/** All steps of an install: files, registry keys and symbolic links. */
export interface Steps {
  readonly files: readonly (Step & { readonly file: PlannedFile })[];
  readonly keys: readonly (Step & { readonly planned: PlannedKey })[];
  readonly links: readonly (Step & { readonly link: PlannedLink })[];
}

/** The steps of a plan. Compares each planned file, key and link with the existing one. */
export function stepsOf({ files, keys }: Plan, links: readonly PlannedLink[], io: CommandIo): Steps {
  return {
    files: files.map((file) => ({ ...file, file, state: stateOf(file) })),
    keys: keys.map((planned) => ({
      role: 'registry' as const,
      browser: planned.browser,
      path: planned.key,
      planned,
      state: stateOfKey(planned, io),
    })),
    links: links.map((link) => ({ role: 'command' as const, browser: '', path: link.path, state: link.state, link })),
  };
}

/**
 * Writes every file and key that differs from the plan. The record is written first, so that uninstall knows every file
 * even if a later write fails.
 * @param facts other entries for the record
 * @throws KeyferryError SYSTEM_REFUSED for a registry key, system errors unchanged
 */
export function applySteps(
  { files, keys, links }: Steps,
  facts: Pick<RecordChange, 'launchers' | 'clone'>,
  io: CommandIo,
): void {
  const changed = files.filter(({ state }) => state !== 'unchanged').map(({ file }) => file);
  const folders = [...changed, ...links].flatMap(({ path }) => ensureFolder(dirname(path)));
  const written = files.map(({ file }) => ({ path: file.path, sha256: sha256(file.content) }));
  const named = keys.map(({ planned: { key, value } }) => ({ key, value }));
  const made = links.map(({ link: { path, target } }) => ({ path, target }));
  const earlier = readRecord(recordPath(io));
  const record = mergeRecord(earlier, { files: written, folders: [...folders], keys: named, links: made, ...facts });
  if (JSON.stringify(record) !== JSON.stringify(earlier)) writeRecord(recordPath(io), record);
  for (const { path, content, mode } of changed) writeOwnFile(path, content, mode);
  for (const { planned, state } of keys) if (state !== 'unchanged') writeKey(planned, io);
  for (const { link, state } of links) if (state !== 'unchanged') makeLink(link);
}
