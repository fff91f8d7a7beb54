import { readFileSync } from 'node:fs';
import { type ZippableFile, zipSync } from 'fflate';

/**
 * All files in a zip get this time, the oldest time that a zip can store. A zip stores local times without a time zone.
 * The value here is a local time too, so the zip has the same bytes in every time zone.
 */
const EPOCH = new Date(1980, 0, 1);
const UNIX = 3;

export interface ZipEntry {
  /** The path of the file inside the zip, with forward slashes. */
  readonly name: string;
  readonly content: Uint8Array;
}

function modeOf({ content }: ZipEntry): number {
  const isScript = content[0] === 0x23 && content[1] === 0x21;
  return isScript ? 0o100755 : 0o100644;
}

/**
 * Makes a zip file. For the same entries, the zip always has the same bytes: the entries are sorted by name and have
 * the same time, and the mode of a file depends only on its content. The function uses the library fflate, because
 * Node's zlib gives other bytes in other versions of Node.
 */
export function deterministicZip(entries: readonly ZipEntry[]): Uint8Array {
  const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const files = sorted.map((entry): [string, ZippableFile] => {
    const attrs = modeOf(entry) * 0x10000;
    return [entry.name, [entry.content, { level: 9, mtime: EPOCH, os: UNIX, attrs }]];
  });
  return zipSync(Object.fromEntries(files));
}

/** Reads files of a folder. The result is a list of entries for a zip. */
export function entriesOf(folder: string, names: readonly string[]): ZipEntry[] {
  return names.map((name) => ({ name, content: readFileSync(`${folder}/${name}`) }));
}
