import { beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT, hasSecret, keysReply, LiveHost, putLiveProfiles, refusal, runProgram } from './rig/live-host.ts';
import { patience, patient, USUAL_LIMITS } from './rig/patience.ts';
import { makeSandbox, type Sandbox } from './rig/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = patient(makeSandbox());
  putLiveProfiles(sandbox);
});

/** Runs a command. The test replaces the browser. */
const keyferry = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runProgram(sandbox, args, env);

describe('keyferry exec with a live profile', () => {
  const PRINT = ['exec', 'dev', '--', process.execPath, '-e', 'process.stdout.write(JSON.stringify(process.env))'];

  it('asks the browser once, and gives the command the name of the profile and the region, but no keys', async () => {
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

  it('says once that it waits for the person’s answer in the browser, and then starts the command', async () => {
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
  ])('does not start the command after a refusal with the code %s', async (code, text) => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => refusal(code, text);
    expect(await keyferry(['exec', 'dev', '--', 'echo', 'ran'])).toEqual({
      code: 1,
      stdout: '',
      stderr: `keyferry: ${text}\n`,
    });
  });

  it('says that no browser answers, and does not start the command, if no browser runs', async () => {
    const { code, stdout, stderr } = await keyferry(['exec', 'dev', '--', 'echo', 'ran']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('The browser that set up the profile dev does not answer.');
  });

  it('refuses keys that expire sooner than --min-ttl allows, and otherwise exits with the status of the command', async () => {
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

  it('prints the sentence of a refusal without control characters and without keys', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => refusal('LIVE_REFUSED', 'a\u001b[2J ASIAABCDEFGHIJKLMNOP b');
    const { stderr } = await keyferry(['exec', 'dev', '--', 'true']);
    expect(stderr).not.toContain('\u001b');
    expect(stderr).not.toContain('ASIAABCDEFGHIJKLMNOP');
  });
});

describe('keyferry lock', () => {
  it('locks the live profiles in every browser, and says where the user can unlock them', async () => {
    const hosts = [await LiveHost.serving(sandbox), await LiveHost.serving(sandbox)];
    const { code, stderr } = await keyferry(['lock']);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'keyferry: Live profiles are locked. Unlock them in the popup.\n',
    });
    expect(hosts.map((host) => host.ofKind('live-lock').length)).toEqual([1, 1]);
  });

  it('fails if one of the browsers does not confirm the lock, or if no browser answers', async () => {
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
  const statusNow = () => ({
    ok: true,
    portals: [
      { label: 'demo', isSignedIn: true, endsAt: Date.now() + 90.9 * 60_000 },
      { label: 'other', isSignedIn: false, endsAt: null },
    ],
    isLocked: true,
    profiles: [{ name: 'dev', grant: 'session', isPaused: false, usedAt: null }],
    more: 0,
    questions: 1,
  });

  it('shows the connected browser, the portals, whether live profiles are locked, and the open questions', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = statusNow;
    const { code, stdout } = await keyferry(['status'], patience(1000));
    expect(code).toBe(0);
    for (const line of [
      'A browser is connected.',
      'Portal demo: signed in for 1 h 30 min.',
      'Portal other: not signed in.',
      'Live profiles are locked. Unlock them in the popup.',
      'The browser asks you a question.',
    ])
      expect(stdout.split('\n')).toContain(line);
    const { live } = JSON.parse((await keyferry(['status', '--json'], patience(1000))).stdout);
    expect(live).toMatchObject({ browsers: 1, answering: 1, locked: true, questions: 1 });
    expect(live.portals[0]).toMatchObject({ label: 'demo', signedIn: true, endsAt: expect.any(String) });
  });

  it('says that a connected browser does not answer; says that no browser answers if no browser is connected', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => null;
    const { code, stdout } = await keyferry(['status']);
    expect(code).toBe(0);
    expect(stdout).toContain('A browser is connected but does not answer.');
    await host.end();
    expect((await keyferry(['status'])).stdout).toContain('No browser with Keyferry answers');
  });
});

describe('keyferry renew', () => {
  const EXPIRES = Date.UTC(2099, 0, 1);
  const section = (name: string, isOurs = true) =>
    [
      `[${name}]`,
      'aws_access_key_id = ASIAKEYFERRYEXAMPLE1',
      'aws_secret_access_key = KEYFERRYCANARY',
      'aws_session_token = KEYFERRYCANARY',
      ...(isOurs ? [`x_keyferry = 1 ${ACCOUNT} Admin https://demo.awsapps.com/start`] : []),
      '',
    ].join('\n');
  /** The answers of a browser that renews the profiles `good` and refuses to renew all other profiles. */
  const renewing =
    (...good: string[]) =>
    ({ kind, profiles }: Record<string, unknown>) => {
      if (kind !== 'live-renew') return { ok: true };
      const names = profiles as string[];
      const failed = names.filter((name) => !good.includes(name));
      return {
        ok: true,
        renewed: names.filter((name) => good.includes(name)).map((name) => ({ name, expiration: EXPIRES })),
        failed: failed.map((name) => ({ name, code: 'PROFILE_NOT_WRITTEN', message: `Not ours: ${name}.` })),
      };
    };

  it('prints the new expiry times, names each profile that was not renewed, and shows no key', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = renewing('a', 'b');
    expect(await keyferry(['renew', 'a', 'b'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^PROFILE +EXPIRES +TIME LEFT\na +2099-01-01T00:00:00Z .*\nb /),
      stderr: '',
    });
    const { code, stdout, stderr } = await keyferry(['renew', 'a', 'c', '--json']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'keyferry: Not ours: c.\n' });
    expect(JSON.parse(stdout)).toEqual({
      renewed: [{ name: 'a', expiresAt: '2099-01-01T00:00:00Z', secondsLeft: expect.any(Number) }],
      failed: [{ name: 'c', code: 'PROFILE_NOT_WRITTEN', message: 'Not ours: c.' }],
    });
  });

  it('--all renews all profiles that Keyferry wrote, and sends several requests if the profiles do not fit into one request', async () => {
    const names = Array.from({ length: 40 }, (_, nth) => `${nth}`.padStart(120, 'n'));
    sandbox.put(sandbox.file, [...names.map((name) => section(name)), section('foreign', false)].join('\n'));
    const host = await LiveHost.serving(sandbox);
    host.respond = renewing(...names);
    const { code, stdout } = await keyferry(['renew', '--all']);
    expect({ code, lines: stdout.trim().split('\n').length }).toEqual({ code: 0, lines: 41 });
    const asked = host.ofKind('live-renew').map(({ profiles }) => profiles as string[]);
    expect(asked.flat()).toEqual(names);
    expect(asked.length).toBeGreaterThan(2);
    expect(hasSecret(stdout)).toBe(false);
  });

  it('does not wait for a browser that hangs', async () => {
    // A command asks the browsers one after another. It begins with the browser that was started last.
    const working = await LiveHost.serving(sandbox);
    const hanging = await LiveHost.serving(sandbox);
    working.respond = renewing('a');
    hanging.respond = () => null;
    expect(await keyferry(['renew', 'a'], USUAL_LIMITS)).toMatchObject({ code: 0, stderr: '' });
    expect(hanging.ofKind('live-renew')).toEqual([]);
  });

  it('asks the next browser to renew the profiles that the first browser cannot renew', async () => {
    const [first, second] = [await LiveHost.serving(sandbox), await LiveHost.serving(sandbox)];
    first.respond = renewing('a');
    second.respond = renewing('b');
    expect(await keyferry(['renew', 'a', 'b'])).toMatchObject({ code: 0, stderr: '' });
  });

  it('says what is wrong if a name is missing, if both --all and a name are given, or if no browser answers', async () => {
    expect(await keyferry(['renew'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--all') });
    expect(await keyferry(['renew', '--all', 'a'])).toMatchObject({ code: 2, stdout: '' });
    expect(await keyferry(['renew', 'a'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('No browser with Keyferry answers.'),
    });
    await LiveHost.serving(sandbox);
    expect(await keyferry(['renew', '--all'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no profiles'),
    });
  });

  it('prints a refusal of the browser once, with the names of all profiles', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => refusal('LIVE_LOCKED', 'Locked.\u001b[2J');
    expect(await keyferry(['renew', 'a', 'b'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'keyferry: a, b: Locked.\ufffd[2J\n',
    });
  });
});

describe('keyferry forget', () => {
  it('asks every browser to forget the named profile, or the profile in AWS_PROFILE', async () => {
    const [first, second] = [await LiveHost.serving(sandbox), await LiveHost.serving(sandbox)];
    first.respond = () => refusal('LIVE_NOT_MINE');
    const done = 'keyferry: The live profile dev gives no keys until you end its pause in the popup.\n';
    expect(await keyferry(['forget', 'dev'])).toEqual({ code: 0, stdout: '', stderr: done });
    expect(await keyferry(['forget'], { AWS_PROFILE: 'dev' })).toMatchObject({ code: 0, stderr: done });
    const asked = [first, second].map((host) => host.ofKind('live-forget').map(({ profile }) => profile));
    expect(asked).toEqual([
      ['dev', 'dev'],
      ['dev', 'dev'],
    ]);
  });

  it('fails if no profile is named, if no browser answers or knows the profile, or if a browser reports an error', async () => {
    expect(await keyferry(['forget'])).toMatchObject({ code: 2, stderr: expect.stringContaining('Name the profile') });
    expect(await keyferry(['forget', 'dev'])).toMatchObject({ code: 1, stderr: expect.stringContaining('No browser') });
    const host = await LiveHost.serving(sandbox);
    host.respond = () => refusal('LIVE_NOT_MINE');
    expect(await keyferry(['forget', 'dev'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The profile dev is not set up for live keys.'),
    });
    host.respond = () => refusal('INTERNAL', 'It failed.');
    expect(await keyferry(['forget', 'dev'])).toMatchObject({ code: 1, stderr: 'keyferry: It failed.\n' });
  });
});
