import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askHost } from '../../../native-host/live/ask-host.ts';
import { readAnswerLine, requestLine } from '../../../native-host/live/socket-line.ts';
import { until } from '../../waiting.ts';

let folder = '';
let server: Server;
let clients: Socket[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyferry-ask-'));
});
afterEach(() => {
  for (const client of clients) client.destroy();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const BUSY = `${JSON.stringify({ v: 1, ok: false, code: 'LIVE_BUSY', message: 'busy' })}\n`;

/**
 * Starts a host that answers `busy` to its first clients, and does not answer later clients.
 * @returns the path of the host's socket
 */
async function hostThatIsBusy(times: number): Promise<string> {
  const path = join(folder, 'host.sock');
  clients = [];
  server = createServer((socket) => {
    const isBusy = clients.push(socket) <= times;
    socket.on('error', () => {}).on('data', () => isBusy && socket.end(BUSY));
  });
  await new Promise<void>((done) => server.listen(path, done));
  return path;
}

/**
 * Asks the host until it is no longer busy. Gives up when the host has received `nth` requests.
 * @returns the result at the time when `setImmediate` runs its callbacks, or `nothing yet`
 */
async function giveUpDuring(path: string, nth: number): Promise<unknown> {
  const leaving = new AbortController();
  let result: unknown = 'nothing yet';
  const read = (bytes: Buffer) => readAnswerLine(v.object({}), bytes);
  askHost(path, requestLine<'status'>({ op: 'status' }), read, { signal: leaving.signal }).then(
    (answer) => {
      result = answer;
    },
    (error) => {
      result = error;
    },
  );
  await until(() => clients.length === nth);
  leaving.abort();
  await new Promise((done) => setImmediate(done));
  return result;
}

it('a client that gives up reports that the host was busy, even if only its earlier requests got this answer', async () => {
  expect(await giveUpDuring(await hostThatIsBusy(2), 3)).toMatchObject({ code: 'LIVE_BUSY' });
});

it('a client that gives up returns no answer and no error if the host was not busy', async () => {
  expect(await giveUpDuring(await hostThatIsBusy(0), 1)).toBeNull();
});
