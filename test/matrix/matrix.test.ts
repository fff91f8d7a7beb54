import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectProxy, startConnectProxy } from '../portal-emulator/connect-proxy.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { temporaryFolder } from '../process/rig/sandbox.ts';
import { clientsIn, clientVariables } from './clients.ts';
import { homeFor, KINDS } from './homes.ts';
import { type S3Endpoint, SIGNED, startS3Endpoint } from './s3-endpoint.ts';

/**
 * These tests show which AWS clients can use which kinds of profiles. For each client and kind, the client makes a call
 * over the network: to the emulator's STS, or to a server that replaces S3 and checks the signature. `npm run
 * verify:clients` installs the clients and prints the table.
 */

/** The path of the JSON file for the result. `npm run verify:clients` sets this variable. */
const RESULT = process.env.KEYFERRY_MATRIX_RESULT;

let emulator: PortalEmulator;
let proxy: ConnectProxy;
let s3: S3Endpoint;
const cells: { client: string; version: string | null; kind: string; cell: string }[] = [];

beforeAll(async () => {
  emulator = await startPortalEmulator();
  proxy = await startConnectProxy({ emulatorPort: emulator.port });
  s3 = await startS3Endpoint(emulator.issued);
});
afterAll(async () => {
  if (RESULT) writeFileSync(RESULT, JSON.stringify(cells));
  await Promise.all([proxy.close(), emulator.close(), s3.close()]);
});

const clients = clientsIn(join(temporaryFolder(), 'go'));

describe.each(clients)('$name', (client) => {
  const { name, version, install } = client;
  if (version === null) {
    console.warn(`skipped: ${name} in test/matrix needs ${install}`);
    for (const kind of KINDS) cells.push({ client: name, version, kind, cell: 'not available here' });
  }

  it.skipIf(version === null).each(KINDS)(`uses a profile of the kind “%s” (needs ${install})`, async (kind) => {
    const home = await homeFor(kind, emulator);
    const env = clientVariables(home.env, emulator.certPath, proxy.url);
    const outcome = await client.call({ env, s3, url: emulator.url }).then(
      (value) => ({ works: value === SIGNED || value.includes('assumed-role/AWSReservedSSO_Admin_'), said: value }),
      (error: Error) => ({ works: false, said: error.message }),
    );
    const cannot = client.cannot[kind];
    const no = `no: ${cannot?.says.test(outcome.said) ? cannot.reason : outcome.said}`;
    cells.push({ client: name, version, kind, cell: outcome.works ? 'yes' : no });
    if (cannot) expect(outcome).toEqual({ works: false, said: expect.stringMatching(cannot.says) });
    else expect(outcome).toEqual({ works: true, said: expect.any(String) });
  });
});
