import { readFileSync } from 'node:fs';
import { type ZippableFile, zipSync } from 'fflate';

/** DOS time has no zone: these are the local numbers of the oldest date a zip can hold, the same everywhere. */
const EPOCH = new Date(1980, 0, 1);
const UNIX = 3;

export interface ZipEntry {
  /** With forward slashes. */
  readonly name: string;
  readonly content: Uint8Array;
}

function modeOf({ content }: ZipEntry): number {
  const isScript = content[0] === 0x23 && content[1] === 0x21;
  return isScript ? 0o100755 : 0o100644;
}

/**
 * The same entries give the same bytes: sorted by name, one time, modes by content. The compression is the library's
 * own code and not Node's zlib, which changes with Node.
 */
export function deterministicZip(entries: readonly ZipEntry[]): Uint8Array {
  const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const files = sorted.map((entry): [string, ZippableFile] => {
    const attrs = modeOf(entry) * 0x10000;
    return [entry.name, [entry.content, { level: 9, mtime: EPOCH, os: UNIX, attrs }]];
  });
  return zipSync(Object.fromEntries(files));
}

/** Reads files below a folder as entries. */
export function entriesOf(folder: string, names: readonly string[]): ZipEntry[] {
  return names.map((name) => ({ name, content: readFileSync(`${folder}/${name}`) }));
}
