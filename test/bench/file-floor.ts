import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ThrowawayHome } from '../e2e/rig/throwaway.ts';
import { openProgram } from './program.ts';

/**
 * This program replaces a file safely, with only the necessary steps: it reads the file, writes a new file, calls fsync
 * and renames the new file.
 */
const PROGRAM = `
const fs = require('node:fs');
process.on('message', ({ file, text }) => {
  const old = fs.readFileSync(file);
  const fd = fs.openSync(file + '.new', 'w', 0o600);
  fs.writeSync(fd, text ?? old);
  fs.fsyncSync(fd);
  fs.closeSync(fd);
  fs.renameSync(file + '.new', file);
  process.send('done');
});
`;

/** Starts a plain Node program. For each message, the program replaces a file and does nothing else. */
export function openFileFloor(home: ThrowawayHome) {
  const path = join(home.home, 'floor.cjs');
  const file = join(home.home, '.aws', 'floor');
  writeFileSync(path, PROGRAM);
  writeFileSync(file, '');
  const program = openProgram(path, home.env);
  return {
    /** Milliseconds from the message until the program answers that it has written the file. */
    write: (text: string) => program.ask({ file, text }),
    fill: (text: string) => writeFileSync(file, text),
    /**
     * Like `write`, but the program writes the same bytes that it has read from the file. So the message contains no
     * text.
     */
    rewrite: () => program.ask({ file }),
    close: () => program.close(),
  };
}
