import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ConnectProxy {
  /** The address of the proxy, such as `http://127.0.0.1:<port>`, for HTTPS_PROXY. */
  readonly url: string;
  readonly port: number;
  /** Every `host:port` for which the proxy made a connection to the emulator, in the order of the requests. */
  readonly tunnelled: string[];
  readonly refused: string[];
  close(): Promise<void>;
}

const AWS_HOST = /^[a-z0-9.-]+\.(?:awsapps\.com|amazonaws\.com):443$/;

function tunnel(client: Duplex, head: Buffer, emulatorPort: number, open: Set<Duplex>): void {
  const upstream = connect(emulatorPort, '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    upstream.write(head);
    upstream.pipe(client).pipe(upstream);
  });
  for (const [socket, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    open.add(socket);
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      open.delete(socket);
      other.destroy();
    });
  }
}

/**
 * Starts a CONNECT proxy on loopback. It connects requests for AWS's host names to the emulator, and refuses other
 * names with 403. Firefox needs this proxy. An AWS CLI needs it too if it has no setting for the endpoint.
 * @param hosts the allowed names as `host:port`, if the usual names are not enough for a test
 */
export async function startConnectProxy(options: { emulatorPort: number; hosts?: RegExp }): Promise<ConnectProxy> {
  const tunnelled: string[] = [];
  const refused: string[] = [];
  const open = new Set<Duplex>();
  const server = createServer((_request, response) => response.writeHead(403).end());
  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    const target = request.url ?? '';
    const admitted = (options.hosts ?? AWS_HOST).test(target.toLowerCase());
    (admitted ? tunnelled : refused).push(target);
    if (admitted) return tunnel(client, head, options.emulatorPort, open);
    client.on('error', () => client.destroy());
    return void client.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
  });
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    tunnelled,
    refused,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
