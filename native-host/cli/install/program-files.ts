import { readdirSync } from 'node:fs';

/** The name of the file that Node runs to start the program. */
export const PROGRAM_FILE = 'keyferry.cjs';
/** Matches the names of the program's other files. scripts/build-host.ts chooses these names. */
const CHUNK_FILE = /^keyferry-[\w-]+\.cjs$/;

/** Whether a file of this name belongs to a built program. */
export function isProgramFile(name: string): boolean {
  return name === PROGRAM_FILE || CHUNK_FILE.test(name);
}

/**
 * The names of the program's files in `folder`, in order. keyferry.cjs is last, because it needs the other files.
 * @throws system errors unchanged
 */
export function programFilesIn(folder: string): readonly string[] {
  const chunks = readdirSync(folder).filter((name) => CHUNK_FILE.test(name));
  return [...chunks.sort(), PROGRAM_FILE];
}
