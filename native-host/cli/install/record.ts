import * as v from 'valibot';
import { exactly } from '#core/schema.ts';
import { readOwnFile, writeOwnFile } from '../../data-folder/own-files.ts';

const Text = v.string();
/** install.json: what install wrote. uninstall removes that and nothing else. */
const Record = exactly({
  version: v.literal(1),
  /** `sha256` in hex of the content as install wrote it. A file that was changed later is kept. */
  files: v.array(exactly({ path: Text, sha256: Text })),
  /** Folders that install created. */
  folders: v.array(Text),
  /** Registry keys on Windows. `value` is the path of a manifest. */
  keys: v.optional(v.array(exactly({ key: Text, value: Text }))),
  /** Links to the program, for people. */
  links: v.optional(v.array(exactly({ path: Text, target: Text }))),
});
export type InstallRecord = v.InferOutput<typeof Record>;
export type RecordedKey = NonNullable<InstallRecord['keys']>[number];
export type RecordedLink = NonNullable<InstallRecord['links']>[number];
export type RecordedFile = InstallRecord['files'][number];

const EMPTY: InstallRecord = { version: 1, files: [], folders: [] };

/**
 * What earlier installs wrote. A missing or invalid record counts as empty, so that no file is removed because of it.
 */
export function readRecord(path: string): InstallRecord {
  try {
    const parsed = v.safeParse(Record, JSON.parse(readOwnFile(path)?.toString() ?? 'null'));
    return parsed.success ? parsed.output : EMPTY;
  } catch {
    return EMPTY;
  }
}

/** Writes the whole record or nothing. @throws system errors unchanged */
export function writeRecord(path: string, record: InstallRecord): void {
  writeOwnFile(path, `${JSON.stringify(record, null, 2)}\n`, 0o644);
}

/**
 * Adds files, folders, registry keys and links to `earlier`; a newer entry replaces the entry with the same path or
 * key.
 */
export function mergeRecord(
  earlier: InstallRecord,
  files: readonly RecordedFile[],
  folders: readonly string[],
  added: readonly RecordedKey[] = [],
  madeLinks: readonly RecordedLink[] = [],
): InstallRecord {
  const paths = new Set(files.map(({ path }) => path));
  const names = new Set(added.map(({ key }) => key));
  const keys = [...(earlier.keys ?? []).filter(({ key }) => !names.has(key)), ...added];
  const made = new Set(madeLinks.map(({ path }) => path));
  const links = [...(earlier.links ?? []).filter(({ path }) => !made.has(path)), ...madeLinks];
  return {
    version: 1,
    files: [...earlier.files.filter(({ path }) => !paths.has(path)), ...files],
    folders: [...new Set([...earlier.folders, ...folders])],
    ...(keys.length > 0 && { keys }),
    ...(links.length > 0 && { links }),
  };
}
