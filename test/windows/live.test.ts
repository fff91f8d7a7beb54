import { describe, expect, it } from 'vitest';
import { frame, readFrames } from '../process/rig/host.ts';
import { hasSecret, INSTALLATION, keysReply, liveFiles } from '../process/rig/live-host.ts';
import { patience } from '../process/rig/patience.ts';
import {
  fromRepository,
  newUser,
  useWindows,
  type WindowsHost,
  type WindowsUser,
  whyNotWindows,
} from './rig/windows.ts';

const ACCOUNT = '111122223333';
const folderOf = (user: WindowsUser) => `${user.home}\\AppData\\Local\\keyferry\\run`;
const CLIENT = ['credential-process', '--profile', 'dev'];
const HOOK = fromRepository('test/process/rig/patient-hook.cjs');

function userWithProfile(): WindowsUser {
  const user = newUser();
  const { record, config } = liveFiles([{}]);
  user.put(`${user.home}\\AppData\\Local\\keyferry\\live.json`, record);
  user.put(user.config, config);
  return user;
}

/** Waits for the first request for keys from the host. @returns the id of this request */
const requestId = (host: WindowsHost) =>
  host.process.until((stdout) => {
    const text = stdout.toString('latin1');
    const at = text.indexOf('{"v":1,"id":1,"kind":"live-credentials"');
    return at < 0 || !text.includes('"ticket"', at) ? undefined : 1;
  });

describe.skipIf(whyNotWindows !== '')(`live profiles on Windows, under wine${whyNotWindows}`, () => {
  useWindows();

  it('a client gets its keys over a named pipe, and the file with the pipe’s key is removed at the end', async () => {
    const user = userWithProfile();
    const host = user.host(patience(3000, HOOK));
    const serve = { v: 1, id: 100, kind: 'serve-live', installation: INSTALLATION, browser: 'Chrome' };
    expect(await host.ask(serve)).toMatchObject({ ok: true });
    const [name = ''] = user.names(folderOf(user));
    expect(name).toMatch(/^\d+\.pipe$/);
    // A client must end within a time limit. Under wine, Node alone may need most of this time to start.
    const client = user.keyferry(CLIENT, patience(3000, HOOK));
    host.process.write(frame({ v: 1, id: await requestId(host), ...keysReply() }));
    const { status, stdout, stderr } = await client;
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ Version: 1, AccountId: ACCOUNT });
    // If a client has a wrong key for the pipe, it gets no keys of the role.
    const path = `${folderOf(user)}\\${name}`;
    const pipe = JSON.parse(user.read(path));
    user.put(path, JSON.stringify({ ...pipe, key: '0'.repeat(64) }));
    expect(await user.keyferry(CLIENT)).toMatchObject({ status: 1, stdout: '' });
    const ended = await host.process.end();
    expect(readFrames(ended.stdout).filter((each) => 'kind' in each)).toHaveLength(1);
    expect(user.names(folderOf(user))).toEqual([]);
    expect(hasSecret(ended.stderr)).toBe(false);
  });

  it('if no browser runs, the client says that no browser answers', async () => {
    const done = await userWithProfile().keyferry(CLIENT);
    expect(done).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('does not answer') });
  });
});
