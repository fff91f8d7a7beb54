import { readdirSync } from 'node:fs';

/** The file that Node runs. */
export const PROGRAM_FILE = 'keyferry.cjs';
/** Chunks of the program, beside it (scripts/build-host.ts names them). */
const CHUNK_FILE = /^keyferry-[\w-]+\.cjs$/;

/** Whether a file of this name belongs to a built program. */
export function isProgramFile(name: string): boolean {
  return name === PROGRAM_FILE || CHUNK_FILE.test(name);
}

/**
 * Names of the files that make up the program in `folder`, sorted, with keyferry.cjs last: it needs the others.
 * @throws system errors unchanged
 */
export function programFilesIn(folder: string): readonly string[] {
  const chunks = readdirSync(folder).filter((name) => CHUNK_FILE.test(name));
  return [...chunks.sort(), PROGRAM_FILE];
}
