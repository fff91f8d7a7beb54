import { request } from 'node:http';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectProxy, startConnectProxy } from './connect-proxy.ts';
import { type PortalEmulator, startPortalEmulator } from './index.ts';

let emulator: PortalEmulator;
let proxy: ConnectProxy;

beforeAll(async () => {
  emulator = await startPortalEmulator();
  proxy = await startConnectProxy({ emulatorPort: emulator.port });
});
afterAll(() => Promise.all([proxy.close(), emulator.close()]));

function connectVia(target: string): Promise<{ status: number; socket: Socket }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: proxy.port, method: 'CONNECT', path: target });
    sent.on('connect', (response, socket) => resolve({ status: response.statusCode ?? 0, socket }));
    sent.on('error', reject);
    sent.end();
  });
}

describe('the CONNECT proxy', () => {
  it('connects the host name of a portal to the emulator', async () => {
    const { status, socket } = await connectVia('demo.awsapps.com:443');
    expect(status).toBe(200);
    const tls = connectTls({ socket, servername: 'demo.awsapps.com', ca: emulator.certPem });
    tls.write('GET /start HTTP/1.1\r\nhost: demo.awsapps.com\r\nconnection: close\r\n\r\n');
    let page = '';
    for await (const chunk of tls) page += chunk;
    expect(page).toContain('<button>Sign in</button>');
    expect(proxy.tunnelled).toContain('demo.awsapps.com:443');
  });

  it.each(['example.com:443', 'demo.awsapps.com.evil.example:443', 'demo.awsapps.com:22', '127.0.0.1:443'])(
    'refuses %s',
    async (target) => {
      const { status, socket } = await connectVia(target);
      socket.destroy();
      expect(status).toBe(403);
      expect(proxy.refused).toContain(target);
    },
  );
});
