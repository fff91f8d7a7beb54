import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { buildForRelease, stampBuilds } from './build.ts';
import { packHost } from './package-host.ts';
import { filesBelow, sourceFiles } from './package-sources.ts';
import { deterministicZip, entriesOf, type ZipEntry } from './package-zip.ts';

const { name, version } = packageJson;

/**
 * Removes the field `key` from manifest.json, and does not change other files. The stores choose the extension's id, so
 * they refuse a manifest with a key.
 */
function withoutKey(entry: ZipEntry): ZipEntry {
  if (entry.name !== 'manifest.json') return entry;
  const { key: _, ...manifest } = JSON.parse(Buffer.from(entry.content).toString());
  return { ...entry, content: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) };
}

const filesIn = (folder: string) => entriesOf(folder, filesBelow(folder));

function writeSums(folder: string, files: readonly string[]): void {
  const sum = (file: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  writeFileSync(join(folder, 'SHA256SUMS'), files.map((file) => `${sum(file)}  ${file}\n`).join(''));
}

/**
 * Packs the built extensions and the host. The builds in `dist` must not contain the path of the clone (the folder of
 * this repository). The same commit always gives packages with the same bytes.
 * @returns names of the files in `dist/packages`
 */
export function makePackages(): readonly string[] {
  const folder = resolve('dist/packages');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const zips = {
    [`${name}-chrome-${version}.zip`]: filesIn('dist/chrome').map(withoutKey),
    [`${name}-firefox-${version}.zip`]: filesIn('dist/firefox'),
    [`${name}-firefox-${version}-source.zip`]: entriesOf('.', sourceFiles('.')),
  };
  for (const [file, entries] of Object.entries(zips)) writeFileSync(join(folder, file), deterministicZip(entries));
  const files = [...Object.keys(zips), packHost('.', folder, process.env.KEYFERRY_REPOSITORY)];
  writeSums(folder, files);
  return [...files, 'SHA256SUMS'];
}

/** Builds everything, and makes the packages for the stores and for npm. Returns the exit status. */
export default async function main(): Promise<number> {
  await buildForRelease();
  for (const file of makePackages()) console.log(join('dist', 'packages', file));
  stampBuilds();
  return 0;
}
