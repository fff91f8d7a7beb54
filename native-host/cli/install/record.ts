import * as v from 'valibot';
import { exactly } from '#core/schema.ts';
import { readOwnFile, writeOwnFile } from '../../data-folder/own-files.ts';

const Text = v.string();
/** install.json: what install wrote, so that uninstall removes that and nothing else. */
const Record = exactly({
  version: v.literal(1),
  /** `sha256` of the content as written: a file that someone changed since is not ours to remove. */
  files: v.array(exactly({ path: Text, sha256: Text })),
  /** Folders that were not there before. */
  folders: v.array(Text),
  /** Keys of Windows' registry, with the manifest that each names. */
  keys: v.optional(v.array(exactly({ key: Text, value: Text }))),
});
export type InstallRecord = v.InferOutput<typeof Record>;
export type RecordedKey = NonNullable<InstallRecord['keys']>[number];
export type RecordedFile = InstallRecord['files'][number];

const EMPTY: InstallRecord = { version: 1, files: [], folders: [] };

/** What earlier installs wrote; a missing or unreadable record counts as empty, so nothing is removed on its word. */
export function readRecord(path: string): InstallRecord {
  try {
    const parsed = v.safeParse(Record, JSON.parse(readOwnFile(path)?.toString() ?? 'null'));
    return parsed.success ? parsed.output : EMPTY;
  } catch {
    return EMPTY;
  }
}

export function writeRecord(path: string, record: InstallRecord): void {
  writeOwnFile(path, `${JSON.stringify(record, null, 2)}\n`, 0o644);
}

/** `earlier` with these files and folders added; a path stands in it once. */
export function mergeRecord(
  earlier: InstallRecord,
  files: readonly RecordedFile[],
  folders: readonly string[],
  added: readonly RecordedKey[] = [],
): InstallRecord {
  const paths = new Set(files.map(({ path }) => path));
  const names = new Set(added.map(({ key }) => key));
  const keys = [...(earlier.keys ?? []).filter(({ key }) => !names.has(key)), ...added];
  return {
    version: 1,
    files: [...earlier.files.filter(({ path }) => !paths.has(path)), ...files],
    folders: [...new Set([...earlier.folders, ...folders])],
    ...(keys.length > 0 && { keys }),
  };
}
