import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ThrowawayHome } from '../e2e/rig/throwaway.ts';

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

/** A plain Node program on an open pipe that does the same file work, and nothing else. */
export async function openFileFloor(home: ThrowawayHome) {
  const program = join(home.home, 'floor.cjs');
  const file = join(home.home, '.aws', 'floor');
  writeFileSync(program, PROGRAM);
  writeFileSync(file, '');
  const child = fork(program, { env: home.env, stdio: 'ignore' });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  async function ask(text?: string): Promise<number> {
    const started = performance.now();
    const answered = new Promise((resolve) => child.once('message', resolve));
    child.send({ file, text });
    await answered;
    return performance.now() - started;
  }
  return {
    /** Ms from asking to the answer that the file is in place. */
    write: (text: string) => ask(text),
    fill: (text: string) => writeFileSync(file, text),
    /** The same with the bytes that are there already, so that none travel over the pipe. */
    rewrite: () => ask(),
    close() {
      child.disconnect();
      return exited;
    },
  };
}
