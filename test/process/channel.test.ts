import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createHostChannel, type NativePort } from '../../extension/background/host/host-channel.ts';
import { buildHost } from '../../scripts/build-host.ts';
import { type AskedOfExtension, type AskedOfHost, extensionKinds, hostKinds } from './rig/both-ways.ts';
import { frame, readFrames } from './rig/host.ts';
import { temporaryFolder } from './rig/sandbox.ts';

let program = '';
beforeAll(async () => {
  program = await buildHost(join(temporaryFolder(), 'host'), 'test/process/rig/asking-host.ts');
});

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill();
});

/**
 * Replaces the browser: makes a port for the extension, and connects this port to the built host's stdin and stdout.
 */
function openPort() {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  started.push(child);
  const fromHost: Record<string, unknown>[] = [];
  const listeners: ((message: unknown) => void)[] = [];
  let rest: Buffer = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32LE()) {
      const end = 4 + rest.readUInt32LE();
      const [message] = readFrames(rest.subarray(0, end)) as unknown as Record<string, unknown>[];
      rest = rest.subarray(end);
      fromHost.push(message ?? {});
      for (const listener of listeners) listener(message);
    }
  });
  const port: Pick<NativePort, 'postMessage' | 'onMessage'> = {
    postMessage: (message) => void child.stdin.write(frame(message as object)),
    onMessage: { addListener: (listener) => void listeners.push(listener) },
  };
  const later = (task: () => void, ms: number) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  };
  const channel = createHostChannel<AskedOfHost, AskedOfExtension>(
    { port, later },
    { replies: hostKinds.replies, timeLimitsMs: hostKinds.timeLimitsMs, requests: extensionKinds.requests },
  );
  return { child, channel, fromHost, port };
}

describe('the channel between extension and host, over a real pipe', () => {
  it('lets each side send several requests at once, even if both sides use the same ids', async () => {
    const { channel, fromHost } = openPort();
    channel.serve({ echo: ({ text }) => ({ text: `${text}!` }) });
    await channel.request('announce', {});
    const texts = ['a', 'ü', 'c'];
    const answers = await Promise.all(texts.map((text) => channel.request('ask-me', { text })));
    expect(answers).toEqual(texts.map((text) => ({ answer: `${text}!` })));
    const asked = fromHost.filter(({ kind }) => kind !== undefined);
    expect(asked.map(({ id, kind }) => [id, kind])).toEqual([
      [1, 'echo'],
      [2, 'echo'],
      [3, 'echo'],
    ]);
    expect(fromHost.filter(({ ok }) => ok === true).map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });

  it('carries no request from the host before the extension has announced that it answers requests', async () => {
    const { channel, fromHost } = openPort();
    channel.serve({ echo: ({ text }) => ({ text }) });
    await expect(channel.request('ask-me', { text: 'a' })).rejects.toMatchObject({ code: 'UNKNOWN_KIND' });
    await channel.request('announce', {});
    await channel.request('ask-me', { text: 'a' });
    expect(fromHost.map(({ id, kind, ok, code }) => [id, kind ?? code ?? ok])).toEqual([
      [1, 'UNKNOWN_KIND'],
      [2, true],
      [1, 'echo'],
      [3, true],
    ]);
  });

  it('gives the host the error code if the extension refuses a request of the host', async () => {
    const { channel } = openPort();
    await channel.request('announce', {});
    await expect(channel.request('ask-me', { text: 'a' })).rejects.toMatchObject({ code: 'UNKNOWN_KIND' });
  });

  it('lets the host ignore a reply that belongs to no request, and then answer the next request', async () => {
    const { channel, fromHost, port } = openPort();
    for (const id of [1, 99]) {
      port.postMessage({ v: 1, id, ok: true, text: 'x' });
      port.postMessage({ v: 1, id, ok: false, code: 'BAD_FRAME', message: 'x' });
    }
    await channel.request('announce', {});
    expect(fromHost).toEqual([{ v: 1, id: 1, ok: true }]);
  });
});
