import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ThrowawayHome } from '../e2e/rig/throwaway.ts';
import { openProgram } from './program.ts';

/** The steps of any Node program that replaces a file safely: read, write a new file, fsync, rename. */
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

/** A plain Node program that waits on an open pipe and does only this file work. */
export function openFileFloor(home: ThrowawayHome) {
  const path = join(home.home, 'floor.cjs');
  const file = join(home.home, '.aws', 'floor');
  writeFileSync(path, PROGRAM);
  writeFileSync(file, '');
  const program = openProgram(path, home.env);
  return {
    /** Ms from the request to the answer that the file is written. */
    write: (text: string) => program.ask({ file, text }),
    fill: (text: string) => writeFileSync(file, text),
    /** Like `write`, but the program writes the bytes that it has read. So no bytes are sent over the pipe. */
    rewrite: () => program.ask({ file }),
    close: () => program.close(),
  };
}
