import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ThrowawayHome } from '../e2e/rig/throwaway.ts';
import { openProgram } from './program.ts';

/** What any Node program must do to replace a file safely: read, write a new one, fsync, rename. */
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

/** A plain Node program on an open pipe that does only this file work. */
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
    /** The same with the file's own bytes, so that none are sent over the pipe. */
    rewrite: () => program.ask({ file }),
    close: () => program.close(),
  };
}
