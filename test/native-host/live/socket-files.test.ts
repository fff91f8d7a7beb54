import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askHost } from '../../../native-host/live/ask-host.ts';
import { findSockets, removeEndedSockets } from '../../../native-host/live/socket-files.ts';
import type { SocketLocation } from '../../../native-host/live/socket-folder.ts';

let home = '';
const servers: Server[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'keyferry-files-'));
  mkdirSync(folder(), { recursive: true, mode: 0o700 });
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  rmSync(home, { recursive: true, force: true });
});

const folder = () => join(home, '.keyferry', 'run');
const location = (platform: NodeJS.Platform = 'linux'): SocketLocation => ({
  ...{ env: { LOCALAPPDATA: home }, platform, home, listedHome: '' },
  uid: process.geteuid?.() ?? 0,
});

let highest = 2 ** 22;
/** Returns a process id that no process has. It is different in each call, and larger than any process id on Linux. */
function endedPid(): number {
  highest += 1;
  return highest;
}

/** Creates the socket of a host. @param isOpen whether a server listens on the socket */
async function socketOf(pid: number, isOpen: boolean): Promise<string> {
  const path = join(folder(), `${pid}.sock`);
  const server = createServer((socket) => socket.on('error', () => {}).on('data', () => socket.end('{"v":1}\n')));
  await new Promise<void>((done) => server.listen(path, done));
  chmodSync(path, 0o600);
  if (isOpen) {
    servers.push(server);
    return path;
  }
  // Node removes the socket's file when it closes the server. A killed process leaves the file, so the test creates the
  // file again.
  const copy = `${path}.moved`;
  renameSync(path, copy);
  await new Promise((done) => server.close(done));
  renameSync(copy, path);
  return path;
}
const ask = (path: string) =>
  askHost(path, Buffer.from('{}\n'), () => 'answered', { signal: new AbortController().signal });

describe('the socket of a host process', () => {
  it('is asked last if the process cannot be found, because the process may run in another container', async () => {
    const hidden = await socketOf(endedPid(), true);
    const seen = await socketOf(process.pid, true);
    expect(findSockets(location()).paths).toEqual([seen, hidden]);
    expect(await ask(hidden)).toBe('answered');
    await removeEndedSockets(folder(), location());
    expect(existsSync(hidden)).toBe(true);
  });

  it('is removed by the client and by a new host if the process cannot be found and nobody listens', async () => {
    const one = await socketOf(endedPid(), false);
    expect(await ask(one)).toBeNull();
    expect(existsSync(one)).toBe(false);
    const two = await socketOf(endedPid(), false);
    await removeEndedSockets(folder(), location());
    expect(existsSync(two)).toBe(false);
  });

  it('is not removed while the process runs, even if nobody listens at the moment', async () => {
    const path = await socketOf(process.pid, false);
    expect(await ask(path)).toBeNull();
    await removeEndedSockets(folder(), location());
    expect(existsSync(path)).toBe(true);
  });

  it('is on Windows a file with only a pipe’s name, and is removed at once if the process cannot be found', () => {
    const run = join(home, 'keyferry', 'run');
    mkdirSync(run, { recursive: true });
    const [ended, own] = [endedPid(), process.pid].map((pid) => join(run, `${pid}.pipe`));
    for (const path of [ended, own]) writeFileSync(path ?? '', '{}');
    expect(findSockets(location('win32')).paths).toEqual([own]);
    expect(existsSync(ended ?? '')).toBe(false);
  });
});
