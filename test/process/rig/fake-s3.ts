import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small server that replaces S3. Clients can list a bucket, and the list has two pages. */
export interface FakeS3 {
  /** The address of the server, without a path. */
  readonly url: string;
  /** The key ids from the signatures of all requests, in the order of the requests. */
  readonly keyIds: readonly string[];
  close(): void;
}

const page = (name: string, next: string | null): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name><Prefix></Prefix><MaxKeys>1</MaxKeys>
<KeyCount>1</KeyCount><IsTruncated>${next !== null}</IsTruncated>${next === null ? '' : `<NextContinuationToken>${next}</NextContinuationToken><NextMarker>${name}</NextMarker>`}
<Contents><Key>${name}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag><Size>0</Size><StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>`;

/** Returns the key id in an Authorization header of Signature Version 4. */
const keyIdIn = (header = ''): string => /Credential=([^/]*)\//.exec(header)?.[1] ?? 'unsigned';

/** @param onFirst a function that the server calls when the request for the first page arrives, before it answers */
export async function fakeS3(onFirst: () => void = () => {}): Promise<FakeS3> {
  const keyIds: string[] = [];
  const server: Server = createServer((request, response) => {
    request.resume();
    keyIds.push(keyIdIn(request.headers.authorization));
    if (keyIds.length === 1) onFirst();
    const isFirst = !/[?&](?:continuation-token|marker)=[^&]/.test(request.url ?? '');
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(page(isFirst ? 'first.txt' : 'second.txt', isFirst ? 'more' : null));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keyIds,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
