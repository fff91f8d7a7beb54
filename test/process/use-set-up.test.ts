import { beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT, type Frame, LiveHost, refusal, runProgram } from './rig/live-host.ts';
import { patient, USUAL_LIMITS } from './rig/patience.ts';
import { makeSandbox, type Sandbox } from './rig/sandbox.ts';
import { putKeptList, putRoles } from './rig/terminal-roles.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = patient(makeSandbox());
  putRoles(sandbox.home);
  const roles = [{ roleName: 'Billing', name: 'lake-billing' }];
  putKeptList(sandbox.home, [{ accountId: ACCOUNT, accountName: 'Data lake', roles }]);
});

/** Runs `keyferry use` as the shell function in bash does. The test replaces the browser. */
const use = (...args: string[]) => runProgram(sandbox, ['use', '--shell', 'bash', ...args]);

const asking = () => refusal('SET_UP_ASKING');
const isSetUp = ({ kind }: Frame) => kind === 'live-set-up';
const WAITING = 'keyferry: Keyferry asks in the browser whether to set up the live profile lake-billing. Waiting …\n';

describe('keyferry use of a role without a profile', () => {
  it('says once that it waits until the person allows the set-up in the browser, and then uses the new profile in the shell', async () => {
    const host = await LiveHost.serving(sandbox);
    let asked = 0;
    host.respond = (request) => {
      asked += Number(isSetUp(request));
      return asked < 3 ? asking() : { ok: true, name: 'lake-billing' };
    };
    const { code, stdout, stderr } = await use('billing');
    expect({ code, stderr }).toEqual({ code: 0, stderr: WAITING });
    expect(stdout).toContain('export AWS_PROFILE="lake-billing"');
    expect(host.ofKind('live-set-up')[0]).toMatchObject({
      ...{ portal: 'demo', accountId: ACCOUNT, roleName: 'Billing', profile: 'lake-billing' },
    });
  });

  it.each(['SET_UP_REFUSED', 'TERMINAL_BUSY', 'TERMINAL_SILENCED', 'LIVE_LOCKED', 'CLI_PROFILE_EXISTS'])(
    'leaves the shell unchanged after a refusal with the code %s',
    async (code) => {
      const host = await LiveHost.serving(sandbox);
      host.respond = () => refusal(code, 'Not now.');
      expect(await use('billing')).toEqual({ code: 1, stdout: '', stderr: 'keyferry: Not now.\n' });
      expect(host.ofKind('live-set-up')).toHaveLength(1);
    },
  );

  it('leaves the shell unchanged if the person later denies the set-up in the browser', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => (host.ofKind('live-set-up').length < 2 ? asking() : refusal('SET_UP_REFUSED', 'Denied.'));
    expect(await use('billing')).toEqual({ code: 1, stdout: '', stderr: `${WAITING}keyferry: Denied.\n` });
  });

  it('sends its request to a signed-in browser, and to no second browser while a browser waits for the person', async () => {
    const [first, second] = [await LiveHost.serving(sandbox), await LiveHost.serving(sandbox)];
    const hosts = [first, second];
    const asked = () => hosts.flatMap((host) => host.ofKind('live-set-up')).length;
    const answer = () => (asked() < 3 ? asking() : { ok: true, name: 'lake-billing' });
    first.respond = () => refusal('NO_SESSION');
    second.respond = answer;
    expect(await use('billing')).toMatchObject({ code: 0 });
    first.respond = asking;
    second.respond = asking;
    const before = hosts.map((host) => host.ofKind('live-set-up').length);
    const pending = use('billing');
    const newest = await Promise.race(
      hosts.map((host, nth) => host.request('live-set-up', (before[nth] ?? 0) + 2).then(() => host)),
    );
    const other = hosts.find((host) => host !== newest) as LiveHost;
    expect(other.ofKind('live-set-up').length).toBe(before[hosts.indexOf(other)]);
    newest.respond = () => refusal('SET_UP_REFUSED', 'Denied.');
    expect(await pending).toMatchObject({ code: 1, stdout: '' });
  });

  it('does not wait for a browser that hangs', async () => {
    // The command asks the browsers one after another. It begins with the browser that was started last.
    const working = await LiveHost.serving(sandbox);
    const hanging = await LiveHost.serving(sandbox);
    hanging.respond = () => null;
    working.respond = () => ({ ok: true, name: 'lake-billing' });
    const args = ['use', '--shell', 'bash', 'billing'];
    expect(await runProgram(sandbox, args, USUAL_LIMITS)).toMatchObject({ code: 0 });
    expect(hanging.ofKind('live-set-up')).toEqual([]);
    expect(working.ofKind('live-set-up')).toHaveLength(1);
  });

  it('requests another name for the new profile if the credentials file already has the name from the list of roles', async () => {
    sandbox.put(sandbox.file, '[lake-billing]\naws_access_key_id = AKIAKEYFERRYEXAMPLE1\n');
    const host = await LiveHost.serving(sandbox);
    host.respond = () => refusal('SET_UP_REFUSED', 'Denied.');
    await use('billing');
    const [asked] = host.ofKind('live-set-up');
    expect(asked?.profile).toMatch(/^[a-z0-9-]*billing[a-z0-9_-]*$/i);
    expect(asked?.profile).not.toBe('lake-billing');
  });

  it('says that no browser answers, and prints no statements for the shell, if no browser runs', async () => {
    expect(await use('billing')).toEqual({
      ...{ code: 1, stdout: '' },
      stderr: expect.stringContaining('No browser with Keyferry answers.'),
    });
  });
});
