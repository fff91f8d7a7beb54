import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { firefoxId } from '#core/identity.ts';
import { temporaryFolder } from './package-rig.ts';

/**
 * The tests run the step of release.yml that publishes to addons.mozilla.org. A local server
 * answers the requests to that site.
 */

const SECRET = 'SECRETEXAMPLE';
const onLinux = process.platform === 'linux';

/**
 * The script of a step in release.yml. In this copy, the address of the server `addons` replaces the address of
 * addons.mozilla.org.
 */
function scriptOf(step: string, addons: string): string {
  const text = readFileSync('.github/workflows/release.yml', 'utf8');
  const [, after = ''] = text.split(`- name: ${step}`);
  const [, script = ''] = after.split('run: |\n');
  const lines = script.split(/\n {0,8}\S/)[0] ?? '';
  expect(lines).toContain('https://addons.mozilla.org/api/v5/addons');
  return lines.replace('https://addons.mozilla.org/api/v5/addons', addons);
}

interface Asked {
  readonly line: string;
  readonly body: string;
  readonly claims: { readonly iss: string; readonly iat: number; readonly exp: number };
}

function claimsOf({ headers }: IncomingMessage): Asked['claims'] {
  const [scheme, token = ''] = (headers.authorization ?? '').split(' ');
  const [header, claims = '', signature] = token.split('.');
  expect(scheme).toBe('JWT');
  expect(createHmac('sha256', SECRET).update(`${header}.${claims}`).digest('base64url')).toBe(signature);
  return JSON.parse(Buffer.from(claims, 'base64url').toString());
}

/**
 * A server that answers the requests of the release step as addons.mozilla.org does. @param valid whether the server
 * accepts the package
 */
async function mozilla(valid: boolean) {
  const asked: Asked[] = [];
  let looks = 0;
  const answers: Record<string, () => object> = {
    'POST /upload/': () => ({ uuid: 'uuid-1', processed: false, valid: false }),
    'GET /upload/uuid-1/': () => ({ processed: ++looks > 1, valid: looks > 1 && valid }),
    [`POST /addon/${firefoxId}/versions/`]: () => ({ id: 7 }),
    [`PATCH /addon/${firefoxId}/versions/7/`]: () => ({ id: 7 }),
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const line = `${request.method} ${request.url}`;
    asked.push({ line, claims: claimsOf(request), body: Buffer.concat(await request.toArray()).toString('latin1') });
    const known = answers[line];
    response.writeHead(known ? 200 : 404).end(JSON.stringify(known?.() ?? {}));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  stop = () => void server.close();
  return { asked, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

let stop = () => {};
afterEach(() => stop());

function packages(): string {
  const folder = temporaryFolder('mozilla');
  const manifest = JSON.stringify({ browser_specific_settings: { gecko: { id: firefoxId } } });
  writeFileSync(join(folder, 'keyferry-firefox-1.2.3.zip'), zipSync({ 'manifest.json': strToU8(manifest) }));
  writeFileSync(join(folder, 'keyferry-firefox-1.2.3-source.zip'), 'SOURCES');
  // The script waits between its requests. This `sleep` returns at once, so that the test is fast.
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/sleep'), '#!/bin/sh\n', { mode: 0o755 });
  return folder;
}

async function publish(address: string) {
  const folder = packages();
  const env = {
    PATH: `${folder}/bin:${process.env.PATH}`,
    GITHUB_REF_NAME: 'v1.2.3',
    ISSUER: 'ISSUEREXAMPLE',
    SECRET,
  };
  const script = scriptOf('addons.mozilla.org, with the sources', address);
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { cwd: folder, env });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  return { status, stderr };
}

describe.skipIf(!onLinux)(`publishing to addons.mozilla.org${onLinux ? '' : ': release.yml runs on Linux'}`, () => {
  it('uploads the package, waits until the site has checked it, creates the version and adds the source code', async () => {
    const { asked, address } = await mozilla(true);
    expect(await publish(address)).toEqual({ status: 0, stderr: '' });
    expect(asked.map(({ line }) => line)).toEqual([
      'POST /upload/',
      'GET /upload/uuid-1/',
      'GET /upload/uuid-1/',
      `POST /addon/${firefoxId}/versions/`,
      `PATCH /addon/${firefoxId}/versions/7/`,
    ]);
    expect(asked[0]?.body).toMatch(/name="channel"\s+listed/);
    expect(asked[0]?.body).toContain('filename="keyferry-firefox-1.2.3.zip"');
    expect(asked[3]?.body).toMatch(/name="upload"\s+uuid-1/);
    expect(asked[4]?.body).toMatch(/name="source"[\s\S]*SOURCES/);
    for (const { claims } of asked) expect(claims).toMatchObject({ iss: 'ISSUEREXAMPLE', exp: claims.iat + 300 });
  });

  it('creates no version if the site refuses the package', async () => {
    const { asked, address } = await mozilla(false);
    expect(await publish(address)).toMatchObject({ status: 1 });
    expect(asked.filter(({ line }) => line.includes('versions'))).toEqual([]);
  });
});
