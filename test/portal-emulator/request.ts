import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import type { PortalEmulator } from './emulator.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  json(): unknown;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Requests an AWS URL such as `https://demo.awsapps.com/start` from the emulator. Accepts the emulator's certificate.
 * @throws if the connection ends before the response is complete
 */
export function ask(emulator: PortalEmulator, address: string, asking: Asking = {}): Promise<Answer> {
  const url = new URL(address);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: emulator.port,
        servername: url.hostname,
        ca: emulator.certPem,
        agent: false,
        method: asking.method ?? 'GET',
        path: url.pathname + url.search,
        headers: { host: url.host, ...asking.headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const body = Buffer.concat(chunks).toString();
          const { statusCode = 0, headers } = response;
          resolve({ status: statusCode, headers, body, json: () => JSON.parse(body) });
        });
      },
    );
    sent.on('error', reject);
    sent.end(asking.body);
  });
}

/** Sends a request with this token to the API of the main portal. */
export function askApi(emulator: PortalEmulator, path: string, token: string, asking: Asking = {}): Promise<Answer> {
  const headers = { 'x-amz-sso_bearer_token': token, ...asking.headers };
  return ask(emulator, `https://portal.sso.${emulator.region}.amazonaws.com${path}`, { ...asking, headers });
}
