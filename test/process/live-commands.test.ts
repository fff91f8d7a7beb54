import { spawn } from 'node:child_process';
import { beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT, hasSecret, keysReply, LiveHost, putLiveProfiles, refusal } from './rig/live-host.ts';
import { builtHost, makeSandbox, type Sandbox } from './rig/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeSandbox();
  putLiveProfiles(sandbox);
});

/** Runs a command while the test plays the browser. */
async function keyferry(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [await builtHost(), ...args], {
    env: { ...sandbox.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

describe('keyferry exec with a live profile', () => {
  const PRINT = ['exec', 'dev', '--', process.execPath, '-e', 'process.stdout.write(JSON.stringify(process.env))'];

  it('asks once, and gives the command the profile and region but no keys', async () => {
    const host = await LiveHost.serving(sandbox);
    const left = {
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_SESSION_TOKEN: 'x',
      AWS_SECURITY_TOKEN: 'x',
      AWS_CREDENTIAL_EXPIRATION: 'x',
      AWS_DEFAULT_PROFILE: 'x',
      AWS_WEB_IDENTITY_TOKEN_FILE: 'x',
      AWS_REGION: 'x',
    };
    const { code, stdout, stderr } = await keyferry(PRINT, left);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const env = JSON.parse(stdout);
    expect(env).toMatchObject({ AWS_PROFILE: 'dev', AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1' });
    const names = Object.keys(env).filter((name) => name.startsWith('AWS_'));
    expect(names.toSorted()).toEqual(['AWS_DEFAULT_REGION', 'AWS_PROFILE', 'AWS_REGION']);
    expect(hasSecret(stdout)).toBe(false);
    expect(host.ofKind('live-credentials')).toHaveLength(1);
  });

  it('waits for an open question, says so once on stderr, and then starts the command', async () => {
    const host = await LiveHost.serving(sandbox);
    let asked = 0;
    host.respond = () => {
      asked += 1;
      return asked < 3 ? refusal('LIVE_ASKING') : keysReply();
    };
    const { code, stdout, stderr } = await keyferry(['exec', 'dev', '--', 'echo', 'ran']);
    expect({ code, stdout, asked }).toEqual({ code: 0, stdout: 'ran\n', asked: 3 });
    expect(stderr).toBe('keyferry: Keyferry asks in the browser whether to allow the profile dev. Waiting …\n');
  });

  it.each([
    ['LIVE_REFUSED', 'Keyferry gives out no keys for the profile dev now.'],
    ['LIVE_SIGN_IN', 'The portal session has ended.'],
  ])('does not start the command after %s', async (code, text) => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => refusal(code, text);
    expect(await keyferry(['exec', 'dev', '--', 'echo', 'ran'])).toEqual({
      code: 1,
      stdout: '',
      stderr: `keyferry: ${text}\n`,
    });
  });

  it('without a browser, says so and does not start the command', async () => {
    const { code, stdout, stderr } = await keyferry(['exec', 'dev', '--', 'echo', 'ran']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('The browser that set up the profile dev does not answer.');
  });

  it('refuses keys that expire too soon for --min-ttl, and passes on the exit status', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => keysReply(ACCOUNT, Date.now() + 20 * 60_000);
    const refused = await keyferry(['exec', 'dev', '--min-ttl', '30m', '--', 'echo', 'ran']);
    expect(refused).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('--min-ttl asks for 30 min'),
    });
    const passed = await keyferry(['exec', 'dev', '--min-ttl', '10m', '--', 'sh', '-c', 'exit 41']);
    expect(passed).toMatchObject({ code: 41 });
  });

  it('a refusal cannot control the terminal or contain keys', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => refusal('LIVE_REFUSED', 'a\u001b[2J ASIAABCDEFGHIJKLMNOP b');
    const { stderr } = await keyferry(['exec', 'dev', '--', 'true']);
    expect(stderr).not.toContain('\u001b');
    expect(stderr).not.toContain('ASIAABCDEFGHIJKLMNOP');
  });
});

describe('keyferry lock', () => {
  it('locks every browser, and says where to unlock', async () => {
    const hosts = [await LiveHost.serving(sandbox), await LiveHost.serving(sandbox)];
    const { code, stderr } = await keyferry(['lock']);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'keyferry: Live profiles are locked. Unlock them in the popup.\n',
    });
    expect(hosts.map((host) => host.ofKind('live-lock').length)).toEqual([1, 1]);
  });

  it('fails if one browser does not confirm, or no browser answers', async () => {
    expect(await keyferry(['lock'])).toMatchObject({
      code: 1,
      stderr: 'keyferry: No browser with Keyferry answers. Start the browser, then run the command again.\n',
    });
    const [first] = [await LiveHost.serving(sandbox), await LiveHost.serving(sandbox)];
    first.respond = () => refusal('INTERNAL', 'It failed.');
    expect(await keyferry(['lock'])).toMatchObject({ code: 1, stderr: 'keyferry: It failed.\n' });
  });
});

describe('keyferry status with live profiles', () => {
  const STATUS = {
    ok: true,
    portals: [
      { label: 'demo', isSignedIn: true, endsAt: Date.now() + 90.5 * 60_000 },
      { label: 'other', isSignedIn: false, endsAt: null },
    ],
    isLocked: true,
    profiles: [{ name: 'dev', grant: 'session', isPaused: false, usedAt: null }],
    more: 0,
    questions: 1,
  };

  it('shows the connected browser, the portals, the lock and open questions', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => STATUS;
    const { code, stdout } = await keyferry(['status']);
    expect(code).toBe(0);
    for (const line of [
      'A browser is connected.',
      'Portal demo: signed in for 1 h 30 min.',
      'Portal other: not signed in.',
      'Live profiles are locked. Unlock them in the popup.',
      'The browser asks you a question.',
    ])
      expect(stdout.split('\n')).toContain(line);
    const { live } = JSON.parse((await keyferry(['status', '--json'])).stdout);
    expect(live).toMatchObject({ browsers: 1, answering: 1, locked: true, questions: 1 });
    expect(live.portals[0]).toMatchObject({ label: 'demo', signedIn: true, endsAt: expect.any(String) });
  });

  it('does not wait for a browser that does not answer', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => null;
    const { code, stdout } = await keyferry(['status']);
    expect(code).toBe(0);
    expect(stdout).toContain('A browser is connected but does not answer.');
    await host.end();
    expect((await keyferry(['status'])).stdout).toContain('No browser with Keyferry answers');
  });
});
