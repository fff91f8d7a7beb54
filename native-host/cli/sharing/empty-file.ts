import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty file. If a variable contains the path of this file, AWS tools read it and not the user's own AWS file. */
export interface EmptyFile {
  readonly path: string;
  remove(): void;
}

/** Creates an empty file in a new folder that only this user can open. The file is read-only. */
export function createEmptyFile(): EmptyFile {
  const folder = mkdtempSync(join(tmpdir(), 'keyferry-'));
  const path = join(folder, 'empty');
  writeFileSync(path, '', { mode: 0o400, flag: 'wx' });
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
