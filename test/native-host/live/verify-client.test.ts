import { once } from 'node:events';
import { mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClientVerifier } from '../../../native-host/live/verify-client.ts';

const inodeOf = (socket: Socket): string => {
  const { fd } = (socket as unknown as { _handle: { fd: number } })._handle;
  return /\d+/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[0] ?? '';
};

describe.skipIf(process.platform !== 'linux')('the check of a client', () => {
  let folder: string;
  let server: Server;
  let ours: Socket;
  let theirs: Socket;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyferry-verify-'));
    server = createServer().listen(join(folder, 'sock'));
    await once(server, 'listening');
    theirs = connect(join(folder, 'sock'));
    [[ours]] = (await Promise.all([once(server, 'connection'), once(theirs, 'connect')])) as [[Socket], unknown];
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
    ours.destroy();
    theirs.destroy();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /**
   * Checks this process as if it were a client. The list of sockets is ready only after `ms` milliseconds.
   * @returns what the check found out about the client
   */
  const checked = async (ms: number) => {
    const line = `u_str ESTAB 0 0 ${join(folder, 'sock')} ${inodeOf(ours)} * ${inodeOf(theirs)}`;
    const list = () => new Promise<string>((done) => setTimeout(() => done(line), ms));
    const verifier = createClientVerifier(() => false, list);
    verifier.expect(ours);
    const client = verifier.verify(ours, { program: 'aws', pid: process.pid });
    await vi.advanceTimersByTimeAsync(ms);
    return client;
  };

  it.each([0, 900])('waits %d ms for the list of sockets, and then finds out the client’s program', async (ms) => {
    expect(await checked(ms)).toMatchObject({ program: expect.stringMatching(/^node/), isVerified: true });
  });

  it('uses only the client’s own statement about its program if the list of sockets takes more than a second', async () => {
    expect(await checked(1100)).toEqual({ program: 'aws', isVerified: false });
  });
});
