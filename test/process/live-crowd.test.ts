import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  askKeys,
  type Frame,
  hasSecret,
  keysReply,
  LiveHost,
  liveRecordIn,
  putLiveProfiles,
  runClient,
  sendBytes,
  socketOf,
} from './rig/live-host.ts';
import { patient } from './rig/patience.ts';
import { makeSandbox, type Sandbox } from './rig/sandbox.ts';

let sandbox: Sandbox;
let host: LiveHost;
let path = '';
const names = (count: number) => Array.from({ length: count }, (_, nth) => `role-${nth}`);
async function start(profiles: readonly string[]): Promise<void> {
  sandbox = patient(makeSandbox());
  putLiveProfiles(
    sandbox,
    profiles.map((name) => ({ name })),
  );
  host = await LiveHost.serving(sandbox);
  path = socketOf(sandbox, host);
}
beforeEach(() => start(['dev', ...names(200)]));

function open(): Promise<Socket> {
  const socket = connect(path);
  return new Promise((resolve, reject) => socket.once('connect', () => resolve(socket)).once('error', reject));
}
const line = (profile: string) => `${JSON.stringify({ v: 1, op: 'credentials', profile })}\n`;

/**
 * Sends a request again and again until the host answers, as real clients do. Some tries fail, because the system's
 * queue has room for only 511 connections, and because a busy host closes a connection that has waited for more than a
 * second.
 */
async function answerWithRetries(): Promise<string> {
  for (;;) {
    const answer = await sendBytes(path, line('dev')).catch((error: NodeJS.ErrnoException) => {
      if (!['EAGAIN', 'EPIPE', 'ECONNRESET'].includes(error.code ?? '')) throw error;
      return '';
    });
    if (answer !== '') return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Makes the extension delay all replies until the test calls `release`. */
function holdReplies(): { release(): void } {
  const waiting: Frame[] = [];
  let isHeld = true;
  host.respond = (request) => {
    if (request.kind !== 'live-credentials') return { ok: true };
    if (!isHeld) return keysReply();
    waiting.push(request);
    return null;
  };
  return {
    release() {
      isHeld = false;
      for (const { id } of waiting) host.write({ v: 1, id, ...keysReply() });
    },
  };
}

describe('many clients of the host at once', () => {
  it('attack 43: 100 connections for one role cause one request to the extension', async () => {
    const held = holdReplies();
    const answers = Array.from({ length: 100 }, () => askKeys(path));
    await host.request('live-credentials');
    // The host answers lines in the order in which they arrive. So when this answer arrives, the host has read all
    // earlier lines.
    expect(await askKeys(path, 'none')).toMatchObject({ code: 'LIVE_NOT_MINE' });
    held.release();
    const all = await Promise.all(answers);
    expect(all.filter(({ ok }) => ok === true)).toHaveLength(100);
    expect(host.ofKind('live-credentials')).toHaveLength(1);
  });

  it('attack 43: 25 real clients at once all get their keys, with fewer requests than clients', async () => {
    const held = holdReplies();
    const clients = Array.from({ length: 25 }, () => runClient(sandbox));
    await host.request('live-credentials');
    await expect.poll(openConnections).toBe(25);
    expect(await askKeys(path, 'none')).toMatchObject({ code: 'LIVE_NOT_MINE' });
    held.release();
    const ends = await Promise.all(clients);
    expect(ends.filter(({ code, stderr }) => code !== 0 || stderr !== '')).toEqual([]);
    expect(host.ofKind('live-credentials').length).toBeLessThan(25);
  });

  it('the host does not merge requests of different programs, because the person allows each program separately', async () => {
    const held = holdReplies();
    const answers = ['aws', 'terraform'].map((program) => askKeys(path, 'dev', { program }));
    await host.request('live-credentials', 2);
    held.release();
    await Promise.all(answers);
    expect(
      host
        .ofKind('live-credentials')
        .map(({ client }) => (client as Frame).program)
        .sort(),
    ).toEqual(['aws', 'terraform']);
  });

  it('the host stores no keys, so the next request for the same keys asks the extension again', async () => {
    await askKeys(path);
    await askKeys(path);
    expect(host.ofKind('live-credentials')).toHaveLength(2);
  });

  it('the host accepts 64 open requests, and refuses the next request at once with the code LIVE_BUSY', async () => {
    const held = holdReplies();
    const answers = names(64).map((name) => askKeys(path, name));
    await host.request('live-credentials', 64);
    expect(await askKeys(path, 'role-64')).toMatchObject({ ok: false, code: 'LIVE_BUSY' });
    // This request is for a profile for which a request is already open. The host does not refuse it, but answers both
    // requests together.
    const joined = askKeys(path, 'role-0');
    held.release();
    expect(await joined).toMatchObject({ ok: true });
    expect((await Promise.all(answers)).every(({ ok }) => ok)).toBe(true);
    expect(await askKeys(path, 'role-64')).toMatchObject({ ok: true });
  });

  it('attack 65: the host refuses 3,000 requests with LIVE_BUSY while the browser does not read, and keeps running', async () => {
    const client = { program: 'x'.repeat(128), script: 'y'.repeat(128), folder: 'z'.repeat(512) };
    host.child.stdout?.pause();
    let busy = 0;
    /** Sends 20 requests. They are all different, so the host cannot answer two of them together. */
    const askTwenty = (round: number) =>
      names(20).map(async (profile) => {
        const request = { v: 1, op: 'credentials', profile, client: { ...client, program: `${round}` } };
        const isBusy = (await sendBytes(path, `${JSON.stringify(request)}\n`)).includes('LIVE_BUSY');
        if (isBusy) busy += 1;
      });
    let round = 0;
    // The first requests get no answer, because the extension does not read them. They fail when the host ends.
    for (; busy === 0; round++) {
      for (const asked of askTwenty(round)) asked.catch(() => {});
      await askKeys(path, 'none');
    }
    busy = 0;
    for (; round < 150; round++) await Promise.all(askTwenty(round));
    expect(round).toBe(150);
    expect(busy).toBeGreaterThan(2500);
    expect(host.child.exitCode).toBeNull();
    host.child.stdout?.resume();
    await expect.poll(async () => (await askKeys(path)).ok).toBe(true);
  });

  it('the host keeps running with 1,000 connections, and refuses requests above its limit with the code LIVE_BUSY', async () => {
    const held = holdReplies();
    const sockets = await Promise.all(Array.from({ length: 256 }, open));
    // These connections have an open request, so the host does not close them, even if the test takes a long time.
    for (const socket of sockets) socket.write(line('dev'));
    await host.request('live-credentials');
    const more = await Promise.all(Array.from({ length: 744 }, answerWithRetries));
    expect(more.filter((each) => !each.includes('LIVE_BUSY'))).toEqual([]);
    for (const socket of sockets) socket.destroy();
    held.release();
    await expect.poll(async () => (await askKeys(path)).ok).toBe(true);
  });

  it('real clients wait while the host is busy, and then get their keys', async () => {
    const sockets = await Promise.all(Array.from({ length: 256 }, open));
    const client = runClient(sandbox);
    setTimeout(() => sockets[0]?.destroy(), 700);
    expect(await client).toMatchObject({ code: 0, stderr: '' });
    for (const socket of sockets) socket.destroy();
  });

  it('the host closes the connection of a client that never reads its answer, and still answers other clients', async () => {
    const socket = await open();
    socket.pause();
    socket.write(line('dev'));
    await host.request('live-credentials');
    expect(await askKeys(path)).toMatchObject({ ok: true });
    await expect.poll(openConnections).toBe(0);
    socket.destroy();
  });
});

/** The number of connections that the host has open, from /proc/net/unix. */
function openConnections(): number {
  const rows = readFileSync('/proc/net/unix', 'utf8').split('\n');
  // In this file, the state 03 means a connection, and the state 01 means a socket that accepts connections.
  return rows.filter((row) => row.includes(path) && / 0001 03 /.test(row)).length;
}

describe('a client that closes its connection to the host', () => {
  it('cancels its request if no other client waits for the answer to the same request', async () => {
    host.respond = (request) => (request.kind === 'live-cancel' ? { ok: true } : null);
    const [first, second] = [await open(), await open()];
    first.write(line('dev'));
    const { ticket } = await host.request('live-credentials');
    second.write(line('dev'));
    await askKeys(path, 'none');
    first.destroy();
    await askKeys(path, 'none');
    expect(host.ofKind('live-cancel')).toEqual([]);
    second.destroy();
    expect(await host.request('live-cancel')).toMatchObject({ ticket });
    // The host must not use the cancelled request for a new client.
    const third = await open();
    third.write(line('dev'));
    expect((await host.request('live-credentials', 2)).ticket).not.toBe(ticket);
    third.destroy();
  });

  it('cancels no request if the host has already answered', async () => {
    await askKeys(path);
    expect(await askKeys(path, 'none')).toMatchObject({ code: 'LIVE_NOT_MINE' });
    expect(host.ofKind('live-cancel')).toEqual([]);
  });
});

describe('after a request for keys', () => {
  it('the host stores the time and the program of the request in live.json, but no secret, and prints no secret to stderr', async () => {
    await askKeys(path, 'dev', { program: 'python3', script: 'aws' });
    const record = () => JSON.parse(readFileSync(liveRecordIn(sandbox.home), 'utf8')).profiles.dev;
    await expect.poll(() => record().usedBy).toBe('aws');
    expect(record()).toMatchObject({ uses: 1, usedAt: expect.any(Number) });
    expect(hasSecret(readFileSync(liveRecordIn(sandbox.home), 'utf8'))).toBe(false);
    host.respond = () => ({ ok: true, accountId: 'KEYFERRYCANARY', credentials: 'KEYFERRYCANARY' });
    await askKeys(path);
    await host.end();
    expect(host.stderr).toBe('');
  });
});
