import * as v from 'valibot';
import { exactly } from '#core/schema.ts';
import { writeOwnFile } from '../../data-folder/own-files.ts';
import { readOwnFile } from '../../data-folder/read-own-file.ts';

const Text = v.string();
/** install.json, the list of everything that install wrote. uninstall removes only what is in this list. */
const Record = exactly({
  version: v.literal(1),
  /**
   * `sha256` is the hash in hex of the content that install wrote. If the file has another hash now, uninstall keeps
   * the file.
   */
  files: v.array(exactly({ path: Text, sha256: Text })),
  /** Folders that install created. */
  folders: v.array(Text),
  /** Registry keys on Windows. `value` is the path of a manifest. */
  keys: v.optional(v.array(exactly({ key: Text, value: Text }))),
  /** Symbolic links with which people start the program. */
  links: v.optional(v.array(exactly({ path: Text, target: Text }))),
  /** Paths of the launchers, including those of earlier installs. New live profiles use the first launcher. */
  launchers: v.optional(v.array(Text)),
  /** The git clone from which the program was installed; missing if it was installed from a release. */
  clone: v.optional(Text),
});
export type InstallRecord = v.InferOutput<typeof Record>;
export type RecordedKey = NonNullable<InstallRecord['keys']>[number];
export type RecordedLink = NonNullable<InstallRecord['links']>[number];
export type RecordedFile = InstallRecord['files'][number];

const EMPTY: InstallRecord = { version: 1, files: [], folders: [] };

/**
 * The list of what earlier installs wrote. If it is missing or invalid, it counts as empty, so that no file is removed.
 */
export function readRecord(path: string): InstallRecord {
  try {
    const parsed = v.safeParse(Record, JSON.parse(readOwnFile(path)?.toString() ?? 'null'));
    return parsed.success ? parsed.output : EMPTY;
  } catch {
    return EMPTY;
  }
}

/** Writes the record. If that fails, the old record stays complete. @throws system errors unchanged */
export function writeRecord(path: string, record: InstallRecord): void {
  writeOwnFile(path, `${JSON.stringify(record, null, 2)}\n`, 0o644);
}

/** The entries that one install adds to the record. */
export type RecordChange = Partial<Omit<InstallRecord, 'version'>>;

/** Joins two lists. If two entries have the same `key`, only the added entry is kept. */
function merged<Item>(earlier: readonly Item[], added: readonly Item[], key: (item: Item) => string): Item[] {
  const replaced = new Set(added.map(key));
  return [...earlier.filter((item) => !replaced.has(key(item))), ...added];
}

/**
 * Adds the new files, folders, registry keys and links to `earlier`. The new launchers and the new git clone replace
 * the old ones.
 */
export function mergeRecord(earlier: InstallRecord, change: RecordChange): InstallRecord {
  const keys = merged(earlier.keys ?? [], change.keys ?? [], ({ key }) => key);
  const links = merged(earlier.links ?? [], change.links ?? [], ({ path }) => path);
  const launchers = change.launchers ?? earlier.launchers ?? [];
  const clone = 'clone' in change ? change.clone : earlier.clone;
  return {
    version: 1,
    files: merged(earlier.files, change.files ?? [], ({ path }) => path),
    folders: [...new Set([...earlier.folders, ...(change.folders ?? [])])],
    ...(keys.length > 0 && { keys }),
    ...(links.length > 0 && { links }),
    ...(launchers.length > 0 && { launchers }),
    ...(clone !== undefined && { clone }),
  };
}
