import { readFileSync } from 'node:fs';
import { type ZippableFile, zipSync } from 'fflate';

/**
 * The time of all entries: the oldest date that a zip can contain. It is a local time, because a zip stores local times
 * without a zone. So the bytes of a zip do not depend on the time zone.
 */
const EPOCH = new Date(1980, 0, 1);
const UNIX = 3;

export interface ZipEntry {
  /** Path in the zip, with forward slashes. */
  readonly name: string;
  readonly content: Uint8Array;
}

function modeOf({ content }: ZipEntry): number {
  const isScript = content[0] === 0x23 && content[1] === 0x21;
  return isScript ? 0o100755 : 0o100644;
}

/**
 * Makes a zip that has the same bytes if the entries are the same. The entries are sorted by name and have the same
 * time. Their modes depend only on the content. The library fflate has a compressor of its own. Node's zlib is not
 * used, because its bytes differ between versions of Node.
 */
export function deterministicZip(entries: readonly ZipEntry[]): Uint8Array {
  const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const files = sorted.map((entry): [string, ZippableFile] => {
    const attrs = modeOf(entry) * 0x10000;
    return [entry.name, [entry.content, { level: 9, mtime: EPOCH, os: UNIX, attrs }]];
  });
  return zipSync(Object.fromEntries(files));
}

/** Reads the files of a folder as entries for a zip. */
export function entriesOf(folder: string, names: readonly string[]): ZipEntry[] {
  return names.map((name) => ({ name, content: readFileSync(`${folder}/${name}`) }));
}
