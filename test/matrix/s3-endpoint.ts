import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostName } from '../portal-emulator/host-names.ts';
import type { Issued } from '../portal-emulator/issued.ts';
import { isSignedWith, readSignature } from '../portal-emulator/sigv4.ts';
import type { Call } from '../portal-emulator/world.ts';

/**
 * A server that answers S3 clients. If the keys that signed a request are from the emulator, the answer is an empty
 * bucket.
 */
export interface S3Endpoint {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** The server's judgements about all requests since the last call of `clear`. */
  readonly judged: string[];
  clear(): void;
  close(): Promise<void>;
}

export const SIGNED = 'signed with the keys of the role';

/** Says whether this request was signed with keys from the emulator. */
function judge(call: Call, issued: Issued): string {
  const signature = readSignature(call);
  if (!signature) return `not signed: ${call.url.pathname}`;
  const at = issued.accessKeyIds.indexOf(signature.accessKeyId);
  const secret = issued.secretAccessKeys[at];
  if (secret === undefined) return 'signed with unknown keys';
  if (call.headers['x-amz-security-token'] !== issued.sessionTokens[at]) return 'sent without the session token';
  return isSignedWith(secret, signature, call, Date.now()) ? SIGNED : 'signed with a wrong secret';
}

const LISTING = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name><Prefix></Prefix>
<MaxKeys>1000</MaxKeys><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>`;
const LOCATION = `<?xml version="1.0" encoding="UTF-8"?>
<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></LocationConstraint>`;
const REFUSED = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';
const NO_KEY = '<Error><Code>NoSuchKey</Code><Message>There is no such key.</Message></Error>';

function bodyFor(path: string, query: URLSearchParams): readonly [number, string] {
  if (query.has('location')) return [200, LOCATION];
  return path.replace(/\/$/, '').split('/').length <= 2 ? [200, LISTING] : [404, NO_KEY];
}

/** Starts the server on loopback. It checks the signatures of requests with the secrets in `issued`. */
export async function startS3Endpoint(issued: Issued): Promise<S3Endpoint> {
  const judged: string[] = [];
  const server = createServer((request, response) => {
    const target = request.url ?? '/';
    const url = new URL(target, 'http://127.0.0.1');
    const call: Call = {
      method: request.method ?? 'GET',
      host: hostName(request.headers.host),
      url,
      rawPath: target.split('?')[0] ?? '/',
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body: '',
    };
    const result = judge(call, issued);
    judged.push(result);
    const [status, body] = result === SIGNED ? bodyFor(url.pathname, url.searchParams) : [403, REFUSED];
    request.resume();
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(request.method === 'HEAD' ? '' : body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    judged,
    clear: () => void judged.splice(0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
