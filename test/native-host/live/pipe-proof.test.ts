import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newPipe, pipePath, proveAsClient, proveAsHost } from '../../../native-host/live/pipe-proof.ts';

let folder = '';
let server: Server;
let atHost: (socket: Socket) => void = () => {};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyferry-pipe-'));
  server = createServer((socket) => atHost(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(join(folder, 's'), resolve));
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const { key } = newPipe();
const client = (): Socket => connect(join(folder, 's')).on('error', () => {});

describe('the key proof between the client and the host of a pipe', () => {
  it('succeeds if client and host have the same key, and the line after the proof arrives complete', async () => {
    const line = new Promise<string>((resolve) => {
      atHost = async (socket) => {
        expect(await proveAsHost(socket, key)).toBe(true);
        socket.on('data', (chunk) => resolve(String(chunk)));
      };
    });
    const socket = client();
    expect(await proveAsClient(socket, key)).toBe(true);
    socket.write('{"op":"status"}\n');
    expect(await line).toBe('{"op":"status"}\n');
    socket.destroy();
  });

  it('fails on both sides if client and host have different keys', async () => {
    const proven = new Promise<boolean>((resolve) => {
      atHost = async (socket) => resolve(await proveAsHost(socket, newPipe().key));
    });
    const socket = client();
    expect(await proveAsClient(socket, key)).toBe(false);
    socket.destroy();
    expect(await proven).toBe(false);
  });

  it('makes the host refuse a client that sends a wrong proof', async () => {
    const proven = new Promise<boolean>((resolve) => {
      atHost = async (socket) => resolve(await proveAsHost(socket, key));
    });
    const socket = client();
    socket.write(`{"v":1,"nonce":"${'0'.repeat(64)}"}\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write(`{"v":1,"proof":"${'0'.repeat(64)}"}\n`);
    expect(await proven).toBe(false);
    socket.destroy();
  });

  it('begins with a message of the client, and never contains the key', async () => {
    const received: string[] = [];
    const accepted = new Promise<void>((resolve) => {
      atHost = (socket) => {
        const write = socket.write.bind(socket);
        socket.write = ((chunk: string) => {
          received.push(`host ${chunk}`);
          return write(chunk);
        }) as never;
        void proveAsHost(socket, key).then(() => socket.destroy());
        resolve();
      };
    });
    const socket = client();
    await accepted;
    // After one turn of the event loop, the host has done all its work and waits only for the client.
    await new Promise((resolve) => setImmediate(resolve));
    expect(received).toEqual([]);
    await proveAsClient(socket, key);
    expect(received).toHaveLength(1);
    expect(received.join()).not.toContain(key);
    socket.destroy();
  });

  it('makes the client refuse a host that sends the client’s own nonce back with a wrong proof', async () => {
    const lines: string[] = [];
    atHost = (socket) => {
      socket.on('data', (chunk) => {
        const { nonce } = JSON.parse(String(chunk));
        lines.push(nonce);
        // Sends the client's own nonce back, together with a proof that does not belong to this nonce.
        socket.write(`{"v":1,"nonce":"${nonce}","proof":"${'0'.repeat(64)}"}\n`);
      });
    };
    const socket = client();
    expect(await proveAsClient(socket, key)).toBe(false);
    expect(lines).toHaveLength(1);
    socket.destroy();
  });

  it.each(['', '{}\n', 'x'.repeat(600), `{"v":1,"nonce":"${'0'.repeat(63)}"}\n`, '{"v":1,"nonce":1}\n'])(
    'makes the host refuse a client whose first message is %j',
    async (opening) => {
      const proven = new Promise<boolean>((resolve) => {
        atHost = async (socket) => resolve(await proveAsHost(socket, key));
      });
      const socket = client();
      socket.end(opening);
      expect(await proven).toBe(false);
      socket.destroy();
    },
  );

  it('uses a random key, and each pipe has a random name', () => {
    const [a, b] = [newPipe(), newPipe()];
    expect(a.key).toMatch(/^[0-9a-f]{64}$/);
    expect(a.pipe).toMatch(/^keyferry-[0-9a-f]{32}$/);
    expect([a.key, a.pipe]).not.toEqual([b.key, b.pipe]);
    expect(pipePath(a)).toBe(`\\\\.\\pipe\\${a.pipe}`);
  });
});
