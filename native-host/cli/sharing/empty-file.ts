import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file without content, for variables that name an AWS file. */
export interface EmptyFile {
  readonly path: string;
  remove(): void;
}

/** Creates the file in a new folder that only this user can open. Nobody can write to it by accident. */
export function createEmptyFile(): EmptyFile {
  const folder = mkdtempSync(join(tmpdir(), 'keyferry-'));
  const path = join(folder, 'empty');
  writeFileSync(path, '', { mode: 0o400, flag: 'wx' });
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
