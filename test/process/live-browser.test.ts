import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasSecret, keysReply, LiveHost, OTHER_INSTALLATION, putLiveProfiles, refusal } from './rig/live-host.ts';
import { patient, USUAL_LIMITS } from './rig/patience.ts';
import { PORTAL } from './rig/requests.ts';
import { builtHost, makeSandbox, type Sandbox } from './rig/sandbox.ts';

let sandbox: Sandbox;
const running: ChildProcess[] = [];
beforeEach(() => {
  sandbox = patient(makeSandbox());
  putLiveProfiles(sandbox);
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Starts a command. The test replaces the browser. `said(text)` resolves as soon as stderr contains the text. */
async function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [await builtHost(), ...args], {
    env: { ...sandbox.env, TZ: 'UTC', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let [stdout, stderr] = ['', ''];
  const waiting: (() => void)[] = [];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    for (const look of waiting) look();
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  );
  const said = (text: string) =>
    new Promise<void>((resolve) => {
      const look = () => stderr.includes(text) && resolve();
      waiting.push(look);
      look();
    });
  return { child, ended, said };
}
const keyferry = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  (await start(args, env)).ended;

/**
 * The result of `keyferry login`, without the sentence that the command waits for a sign-in. Only a slow command prints
 * this sentence.
 */
async function endOfLogin(args: readonly string[] = []) {
  const { stderr, ...end } = await keyferry(['login', ...args]);
  return { ...end, stderr: stderr.replace(/^keyferry: Sign in to .* Waiting up to .*\n/, '') };
}

const HOUR = 3_600_000;
const signedIn = (given: object = {}) => ({
  ok: true,
  label: 'demo',
  endsAt: Date.now() + 8 * HOUR,
  wasSignedIn: false,
  ...given,
});
/** The reply to every request of a command, except the request that is tested. */
const status = { ok: true, portals: [], isLocked: false, profiles: [], more: 0, questions: 0 };
const respond = (kind: string, reply: () => object | null) => (request: Readonly<Record<string, unknown>>) =>
  request.kind === kind ? (reply() as Record<string, unknown> | null) : status;

describe('keyferry login', () => {
  it('says that it waits until the user has signed in, and then says when the session ends', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = respond('live-login', () => null);
    const { ended, said } = await start(['login', 'demo', '--wait', '600']);
    const { id, portal } = await host.request('live-login');
    expect(portal).toBe('demo');
    await said('keyferry: Sign in to the portal demo in the browser. Waiting up to 10 min …\n');
    host.write({ v: 1, id, ...signedIn() });
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(
      /\nkeyferry: You are signed in to demo until (\d{4}-\d\d-\d\d )?\d\d:\d\d, for (7 h 59 min|8 h 0 min)\.\n$/,
    );
  });

  it('says at once that the user is already signed in, and prints JSON with --json', async () => {
    const host = await LiveHost.serving(sandbox);
    const endsAt = Date.now() + HOUR;
    host.respond = respond('live-login', () => signedIn({ wasSignedIn: true, endsAt }));
    const { code, stdout, stderr } = await keyferry(['login', '--json']);
    expect(code).toBe(0);
    expect(stderr).toContain('keyferry: You are already signed in to demo until ');
    expect(JSON.parse(stdout)).toMatchObject({ portal: 'demo', wasSignedIn: true });
    expect(JSON.parse(stdout).secondsLeft).toBeGreaterThan(3000);
    expect(host.ofKind('live-login')).toMatchObject([{}]);
    expect(host.ofKind('live-login')[0]).not.toHaveProperty('portal');
  });

  it('uses the only portal of the live profiles if no portal is named, and says if the session has no known end', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = respond('live-login', () => null);
    const { ended, said } = await start(['login']);
    const { id } = await host.request('live-login');
    await said('Sign in to the portal demo in the browser. Waiting up to 5 min …');
    host.write({ v: 1, id, ...signedIn({ endsAt: null }) });
    expect((await ended).stderr).toContain('signed in to demo. The portal does not say when the session ends.\n');
  });

  it('fails after the time that --wait names, and makes the browser stop waiting for the sign-in', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = respond('live-login', () => null);
    const { code, stdout, stderr } = await keyferry(['login', 'demo', '--wait', '8'], USUAL_LIMITS);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('keyferry: Keyferry saw no sign-in to the portal demo within 8 seconds. Sign in there');
    const { ticket } = await host.request('live-login');
    expect(await host.request('live-cancel')).toMatchObject({ ticket });
  });

  it('says that no browser answers if the browser is closed while keyferry login waits', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = respond('live-login', () => null);
    const { ended } = await start(['login', 'demo', '--wait', '600']);
    await host.request('live-login');
    await host.end();
    expect(await ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No browser with Keyferry answers.'),
    });
  });

  it('makes the browser stop waiting for the sign-in if the user presses Ctrl+C', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = respond('live-login', () => null);
    const { child } = await start(['login']);
    const { ticket } = await host.request('live-login');
    child.kill('SIGINT');
    expect(await host.request('live-cancel')).toMatchObject({ ticket });
  });

  it('opens the portal in one browser only: the last started browser that knows the portal', async () => {
    const [older, newer] = [await LiveHost.serving(sandbox, OTHER_INSTALLATION), await LiveHost.serving(sandbox)];
    newer.respond = respond('live-login', () => refusal('PORTAL_UNKNOWN', 'Not here.'));
    older.respond = respond('live-login', () => signedIn());
    expect(await keyferry(['login', 'demo'])).toMatchObject({ code: 0 });
    newer.respond = respond('live-login', () => signedIn());
    expect(await keyferry(['login', 'demo'])).toMatchObject({ code: 0 });
    expect([newer, older].map((host) => host.ofKind('live-login').length)).toEqual([2, 1]);
  });

  it('asks no second browser while the first browser waits for the sign-in, and never asks a browser that hangs', async () => {
    const [hanging, older, newer] = [
      await LiveHost.serving(sandbox, 'c'.repeat(32)),
      await LiveHost.serving(sandbox, OTHER_INSTALLATION),
      await LiveHost.serving(sandbox),
    ];
    hanging.respond = () => null;
    newer.respond = respond('live-login', () => null);
    const { ended, said } = await start(['login', 'demo', '--wait', '60'], USUAL_LIMITS);
    const { id } = await newer.request('live-login');
    await said('Waiting up to 60 seconds');
    // Usually, the command asks another browser after a second. It must not do so while the first browser waits for the
    // user.
    await expect(Promise.race([older.request('live-login'), new Promise((go) => setTimeout(go, 2000))])).resolves.toBe(
      undefined,
    );
    newer.write({ v: 1, id, ...signedIn() });
    expect(await ended).toMatchObject({ code: 0 });
    expect([hanging, older].map((host) => host.ofKind('live-login').length)).toEqual([0, 0]);
  });

  it.each([
    ['PORTALS_MATCH', 'Keyferry knows 2 such portals. Name one of demo, other.'],
    ['PORTAL_NONE', 'Keyferry knows no portal yet.'],
    ['TERMINAL_SILENCED', 'Commands have asked the browser too often.'],
  ])('prints the sentence of the browser’s refusal with the code %s', async (code, text) => {
    const host = await LiveHost.serving(sandbox);
    host.respond = respond('live-login', () => refusal(code, text));
    expect(await endOfLogin()).toEqual({ code: 1, stdout: '', stderr: `keyferry: ${text}\n` });
  });

  it('attack 39: prints no control characters from the name of a portal or from a sentence of the browser', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = respond('live-login', () => signedIn({ label: 'de\u001b[2Jmo\u0007\u202e' }));
    const good = await keyferry(['login', '--json']);
    host.respond = respond('live-login', () => refusal('PORTALS_MATCH', 'a\u001b[2J\r ASIAABCDEFGHIJKLMNOP'));
    const bad = await keyferry(['login', 'x\u001b]0;y\u0007']);
    for (const { stdout, stderr } of [good, bad]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the test looks for them
      expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
      expect(stderr).not.toContain('ASIAABCDEFGHIJKLMNOP');
    }
  });

  it('asks the user to start the browser if no browser answers', async () => {
    expect(await keyferry(['login'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'keyferry: No browser with Keyferry answers. Start the browser, then run the command again.\n',
    });
  });

  it('says that the extension must be updated if the extension does not know the request for a sign-in', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = respond('live-login', () => refusal('UNKNOWN_KIND', 'Update the extension.'));
    expect(await endOfLogin()).toMatchObject({ code: 1, stderr: 'keyferry: Update the extension.\n' });
  });

  it.each([
    [['login', '--wait', '0'], '--wait takes a number of seconds from 1 to 600'],
    [['login', '--wait', '601'], '--wait takes a number of seconds from 1 to 600'],
    [['login', '--wait', '5m'], '--wait takes a number of seconds from 1 to 600'],
    [['login', 'a', 'b'], "Unexpected argument 'b'"],
    [
      ['console', 'dev', '--service', 'cloudwach'],
      'There is no console service "cloudwach" (did you mean cloudwatch?)',
    ],
    [['console', 'dev', '--service', 'ssm'], '(did you mean systems-manager?)'],
    [['console', 'dev', '--service', 'https://evil.example'], 'There is no console service "https://evil.example";'],
    [['console', 'dev', '--region', '../x'], '"../x" is not the name of a region'],
  ])('exits with the status 2 and says what is wrong for the arguments %s', async (args, text) => {
    const host = await LiveHost.serving(sandbox);
    const { code, stdout, stderr } = await keyferry(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(text);
    expect(host.requests).toEqual([]);
  });
});

describe('keyferry console', () => {
  const LINK = `${PORTAL}/#/console?account_id=111122223333&role_name=Admin`;

  it('lets the browser open the console, and prints no link', async () => {
    const host = await LiveHost.serving(sandbox);
    const { code, stdout, stderr } = await keyferry(['console', 'dev', '--service', 'CloudWatch Logs']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe('keyferry: The browser opens the console as dev.\n');
    expect(host.requests).toMatchObject([
      { kind: 'live-console', profile: 'dev', service: 'cloudwatch-logs', opens: true },
    ]);
  });

  it('--print prints only the portal’s link for the profile that AWS_PROFILE names', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => ({ ok: true, link: LINK });
    const end = await keyferry(['console', '--print', '--region', 'eu-west-1'], { AWS_PROFILE: 'dev' });
    expect(end).toEqual({ code: 0, stdout: `${LINK}\n`, stderr: '' });
    expect(host.requests).toMatchObject([{ kind: 'live-console', profile: 'dev', region: 'eu-west-1', opens: false }]);
  });

  it.each([
    ['of another portal', 'https://evil.example/start/#/console?account_id=111122223333'],
    ['of a page that is not the console', `${PORTAL}/#/other`],
    ['with a line break', `${LINK}\nhttps://evil.example`],
    ['with control characters', `${LINK}\u001b[2J`],
  ])('--print prints no link %s', async (_, link) => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => ({ ok: true, link });
    const { code, stdout } = await keyferry(['console', 'dev', '--print']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it('prints no keys, even if a faulty extension sends keys together with the link to the console', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => ({ ...keysReply(), ok: true, link: LINK });
    const { stdout, stderr } = await keyferry(['console', 'dev', '--print']);
    expect(stdout).toBe(`${LINK}\n`);
    expect(hasSecret(stdout + stderr)).toBe(false);
  });

  it('says once that it waits for the person’s answer in the browser, and then prints the link', async () => {
    const host = await LiveHost.serving(sandbox);
    let asked = 0;
    host.respond = () => {
      asked += 1;
      return asked < 3 ? refusal('LIVE_ASKING') : { ok: true, link: LINK };
    };
    expect(await keyferry(['console', 'dev', '--print'])).toEqual({
      code: 0,
      stdout: `${LINK}\n`,
      stderr: 'keyferry: Keyferry asks in the browser whether to allow the profile dev. Waiting …\n',
    });
  });

  it('sends its request only to the browser that set up the profile', async () => {
    const [owner, other] = [await LiveHost.serving(sandbox), await LiveHost.serving(sandbox, OTHER_INSTALLATION)];
    expect(await keyferry(['console', 'dev'])).toMatchObject({ code: 0 });
    expect([owner, other].map(({ requests }) => requests.length)).toEqual([1, 0]);
  });

  it.each(['LIVE_REFUSED', 'LIVE_SIGN_IN', 'TERMINAL_BUSY'])(
    'prints the sentence of the browser’s refusal with the code %s',
    async (code) => {
      const host = await LiveHost.serving(sandbox);
      host.respond = () => refusal(code, 'Not now.');
      expect(await keyferry(['console', 'dev'])).toEqual({ code: 1, stdout: '', stderr: 'keyferry: Not now.\n' });
    },
  );

  it('says what the user can do if the profile is not live, or if no browser answers', async () => {
    expect(await keyferry(['console', 'prod'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The profile prod is not set up for live keys.'),
    });
    expect(await keyferry(['console', 'dev'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The browser that set up the profile dev does not answer.'),
    });
  });
});

describe('completion of words in the shell', () => {
  const words = async (...line: string[]) =>
    (await keyferry(['completion', '--words', '--', ...line])).stdout.split('\n').filter((word) => word !== '');

  it('completes the names of portals, live profiles and services, and asks no browser', async () => {
    expect(await words('login', '')).toEqual(['demo']);
    expect(await words('login', '--w')).toEqual(['--wait']);
    expect(await words('console', 'd')).toEqual(['dev']);
    expect(await words('console', 'dev', '--service', 'cloudw')).toEqual(['cloudwatch', 'cloudwatch-logs']);
    expect(await words('console', '--p')).toEqual(['--print']);
  });
});
