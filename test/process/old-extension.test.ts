import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Host, readFrames } from './rig/host.ts';
import { socketFolderOf } from './rig/live-host.ts';
import { cliRequest, profileInput } from './rig/requests.ts';
import { makeSandbox } from './rig/sandbox.ts';

/**
 * Tests the current host with an earlier version of the extension. The test sends the same frames in the same order as
 * this extension. This extension does not answer requests from the host, and never asks the host to open a socket.
 */

const PORTAL = 'https://demo.awsapps.com/start';
const USER = '0123456789abcdef0123456789abcdef';
const write = { profiles: [profileInput()], portal: PORTAL, user: USER, replace: false };

it('an older extension without live profiles still works: the host sends it no requests and opens no socket', async () => {
  const sandbox = makeSandbox();
  const host = await Host.start(sandbox);
  const ask = (id: number, kind: string, body: object = {}) => {
    const request = { v: 1, id, kind, ...body };
    return host.ask(request);
  };
  expect(await ask(1, 'hello')).toMatchObject({ ok: true, protocol: 1, marksUsers: true });
  expect(await ask(2, 'list-profiles')).toMatchObject({ ok: true, profiles: [], more: 0 });
  expect(await ask(3, 'write-profiles', write)).toMatchObject({ ok: true, written: ['dev'], file: 'credentials' });
  const { v: _, id: __, kind, ...session } = cliRequest([{ name: 'sso', roleName: 'ReadOnly' }]);
  expect(await ask(4, kind, session)).toMatchObject({ ok: true, counts: { added: 1 }, file: 'config' });
  expect(await ask(5, 'remove-profiles', { names: ['dev'] })).toMatchObject({ ok: true, removed: ['dev'] });
  expect(await ask(6, 'forget-lists')).toMatchObject({ ok: true });
  host.child.stdin?.end();
  const { code, stdout, stderr } = await host.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(readFrames(stdout).map(({ id, ok }) => [id, ok])).toEqual([1, 2, 3, 4, 5, 6].map((id) => [id, true]));
  expect(existsSync(socketFolderOf(sandbox))).toBe(false);
  expect(existsSync(join(sandbox.home, '.local', 'share', 'keyferry', 'live.json'))).toBe(false);
});
