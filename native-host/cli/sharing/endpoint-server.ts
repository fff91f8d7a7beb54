import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { toErrorReply } from '#core/errors.ts';
import { toRfc3339 } from '#core/rfc3339.ts';
import type { EndpointKeys } from './warm-keys.ts';

/*
 * The server for `keyferry exec --endpoint`. Only this part of Keyferry listens on a port. It uses the protocol with
 * which AWS SDKs get keys in a container. Web pages, other users and containers can send requests to this port too. So
 * every request must contain the token, and requests with headers that only browsers send are refused.
 */

const MAX_CONNECTIONS = 64;
/** How long a client may take to send its request, in ms. */
const REQUEST_MS = 5000;

/** An open endpoint, from which programs get keys. */
export interface Endpoint {
  /** The address of the endpoint, with a random path. */
  readonly url: string;
  /** 64 hex digits. A request gets keys only with this text in its header `Authorization`. */
  readonly token: string;
  /** Closes the port and all connections at once. */
  close(): void;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Whether two texts are equal. The comparison always takes the same time. So an attacker who measures the time cannot
 * find the first wrong character.
 */
const isEqual = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted));

/** The value of a header. Empty if the header is missing or repeated. */
function single({ headersDistinct }: IncomingMessage, name: string): string {
  const [value = '', ...more] = headersDistinct[name] ?? [];
  return more.length === 0 ? value : '';
}

/** Whether the request has a header that browsers send but AWS SDKs do not. */
const isFromBrowser = ({ headers }: IncomingMessage): boolean =>
  Object.keys(headers).some((name) => name === 'origin' || name.startsWith('sec-fetch-'));

interface Secrets {
  readonly host: string;
  readonly path: string;
  readonly token: string;
}

function isAllowed(request: IncomingMessage, { host, path, token }: Secrets): boolean {
  return (
    request.method === 'GET' &&
    !isFromBrowser(request) &&
    // A web page can make its own host name point to this computer. The requests of such a page contain that name in
    // the header `host`.
    single(request, 'host') === host &&
    isEqual(request.url ?? '', path) &&
    isEqual(single(request, 'authorization'), token)
  );
}

function send(response: ServerResponse, status: number, body: object | null): void {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', connection: 'close' };
  response.writeHead(status, headers).end(body === null ? '' : JSON.stringify(body));
}

/** The answer with keys, in the fields that AWS SDKs read. */
const bodyOf = ({ accountId, accessKeyId, secretAccessKey, sessionToken, expiration }: EndpointKeys): object => ({
  AccessKeyId: accessKeyId,
  SecretAccessKey: secretAccessKey,
  Token: sessionToken,
  Expiration: toRfc3339(expiration),
  ...(accountId !== '' && { AccountId: accountId }),
});

async function answer(response: ServerResponse, keys: () => Promise<EndpointKeys>): Promise<void> {
  try {
    send(response, 200, bodyOf(await keys()));
  } catch (error) {
    const { code, message } = toErrorReply(error, 'the endpoint');
    // SDKs show the text of an answer with status 400 to the user. They hide the text of an answer with status 500.
    send(response, 400, { code, message });
  }
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0, exclusive: true }, () =>
      resolve((server.address() as { port: number }).port),
    );
  });

/**
 * Opens an endpoint on a port that the system chooses.
 * @param keys gives keys that are valid now. If this fails with a KeyferryError, the client gets the error's sentence
 * @throws system errors
 */
export async function openEndpoint(keys: () => Promise<EndpointKeys>): Promise<Endpoint> {
  const token = randomBytes(32).toString('hex');
  const path = `/${randomBytes(16).toString('hex')}`;
  let host = '';
  const server = createServer(
    { headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: 1000, maxHeaderSize: 8192 },
    (request, response) => {
      request.resume();
      if (isAllowed(request, { host, path, token })) void answer(response, keys);
      else send(response, 403, null);
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  host = `127.0.0.1:${await listen(server)}`;
  // The server emits an error if it cannot accept a connection, for example if too many files are open. The error is
  // ignored, because such a connection ends by itself.
  server.on('error', () => {});
  return {
    url: `http://${host}${path}`,
    token,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
