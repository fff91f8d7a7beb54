import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { fromIni } from '@aws-sdk/credential-providers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtProgram, fileMode, World } from './commands-world.ts';

const HOUR = 3_600_000;
const later = (ms: number) => `${new Date(Date.now() + ms).toISOString().slice(0, 19)}Z`;

const SECRET = 'SECRETKEYFERRYEXAMPLE/+=abcdefghijklmnop';
const TOKEN = 'TOKENKEYFERRYEXAMPLE/+=abcdefghijklmnopqrstuvwxyz';
const PORTAL = 'https://demo.awsapps.com/start';

/** A section as Keyferry writes it. */
function own(name: string, ms: number, more = '', account = '111122223333'): string {
  return [
    `[${name}]`,
    'aws_access_key_id = ASIAKEYFERRYEXAMPLE1',
    `aws_secret_access_key = ${SECRET}`,
    `aws_session_token = ${TOKEN}`,
    `x_security_token_expires = ${later(ms)}`,
    `x_keyferry = 1 ${account} Admin ${PORTAL}`,
    more,
  ].join('\n');
}

const LONG_TERM = `[prod]\naws_access_key_id = AKIAKEYFERRYEXAMPLE1\naws_secret_access_key = ${SECRET}\n`;
const OTHER = `[other]\naws_access_key_id = ASIAKEYFERRYEXAMPLE2\naws_secret_access_key = ${SECRET}\naws_session_token = ${TOKEN}\n`;
const INDIRECT = '[role]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = prod\n';

let built: Awaited<ReturnType<typeof builtProgram>>;
let world: World;
beforeAll(async () => {
  built = await builtProgram();
});
afterAll(() => built.remove());
beforeEach(() => {
  world = new World(built.program);
  mkdirSync(world.path('.aws'), { mode: 0o700 });
});
afterEach(() => world.remove());

const credentials = () => world.path('.aws/credentials');
/** A copy of the program where any user may read it. */
function readable(program: string): string {
  const copy = world.path('keyferry.cjs');
  copyFileSync(program, copy);
  chmodSync(copy, 0o644);
  return copy;
}
const write = (...sections: string[]) => writeFileSync(credentials(), sections.join('\n'), { mode: 0o600 });
const writeConfig = (text: string) => writeFileSync(world.path('.aws/config'), text);
const read = () => readFileSync(credentials(), 'utf8');

describe('keyferry status', () => {
  it('lists account, role, source and time left of each profile', () => {
    write(own('dev', 6.2 * HOUR), own('old', -HOUR), LONG_TERM, OTHER, INDIRECT, '[empty]\n');
    const { stdout } = world.keyferry(['status']);
    expect(stdout).toMatch(/^PROFILE +ACCOUNT +ROLE +SOURCE +TIME LEFT$/m);
    expect(stdout).toMatch(/^dev +111122223333 +Admin +Keyferry +6 h 1\d min$/m);
    expect(stdout).toMatch(/^old +111122223333 +Admin +Keyferry +expired 1 h 0 min ago$/m);
    expect(stdout).toMatch(/^prod +- +- +long-term keys +does not end$/m);
    expect(stdout).toMatch(/^other +- +- +another tool +unknown$/m);
    expect(stdout).toMatch(/^role +- +- +no keys of its own +unknown$/m);
  });

  it('attack 25: finds the home folder in the system’s list of users where HOME is not set', () => {
    const program = [built.program, 'status', '--json'];
    const { stdout } = spawnSync(process.execPath, program, { env: { PATH: process.env.PATH }, encoding: 'utf8' });
    expect(JSON.parse(stdout).file).toBe(join(userInfo().homedir, '.aws/credentials'));
  });

  it('writes as escapes in its data what a terminal would act on', () => {
    const odd = 'a\u009b31m\u202e\u200f\u{e0041}\u2028';
    write(`[${odd}]\naws_access_key_id = ASIAKEYFERRYEXAMPLE2\n`);
    const { stdout, data } = world.json(['status']);
    expect(data.profiles[0].name).toBe(odd);
    expect(stdout).not.toMatch(/[^\n\x20-\x7e]/);
    expect(stdout).toContain('\\u009b31m\\u202e\\u200f\\udb40\\udc41\\u2028');
  });

  it('tells the same as data', () => {
    write(own('dev', HOUR), own('old', -HOUR));
    const { data } = world.json(['status']);
    expect(data.file).toBe(credentials());
    expect(data.profiles[0]).toMatchObject({
      name: 'dev',
      line: 1,
      source: 'keyferry',
      accountId: '111122223333',
      roleName: 'Admin',
      portal: PORTAL,
      expired: false,
    });
    expect(data.profiles[0].secondsLeft).toBeGreaterThan(3590);
    expect(data.profiles[1]).toMatchObject({ name: 'old', expired: true, secondsLeft: 0 });
  });

  it.each([
    ['0001-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
    ['0050-06-01T00:00:00Z', '1970-01-01T00:00:00Z'],
    ['-000001-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
    ['1969-12-31T23:59:59Z', '1970-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59-05:00', '9999-12-31T23:59:59Z'],
    ['+275760-09-13T00:00:00Z', '9999-12-31T23:59:59Z'],
  ])('takes an end of %s, which cannot be written out, for %s', (written, end) => {
    write(own('dev', HOUR).replace(/expires = .*/, `expires = ${written}`));
    const [profile] = world.json(['status']).data.profiles;
    const expired = end < '2000';
    expect(profile).toMatchObject({ expiresAt: end, expired });
    const { status, stdout, stderr } = world.keyferry(['env', '--profile', 'dev', '--shell', 'dotenv']);
    expect(status).toBe(expired ? 1 : 0);
    expect(expired ? stderr : stdout).toContain(expired ? `(${end})` : `AWS_CREDENTIAL_EXPIRATION=${end}\n`);
  });

  it('attack 29: never tells a secret, in no form', () => {
    write(own('dev', HOUR), LONG_TERM, OTHER);
    const all = world.keyferry(['status']).stdout + world.keyferry(['status', '--json']).stdout;
    for (const secret of [SECRET, TOKEN, 'KEYFERRYEXAMPLE', 'ASIA', 'AKIA']) expect(all).not.toContain(secret);
  });

  it('believes no mark that Keyferry could not have written, and shows no control character', () => {
    write(own('dev', HOUR, '', '\u001b[31m'), '[x\u001b[2Jy]\naws_access_key_id = ASIAKEYFERRYEXAMPLE1\n');
    const { stdout } = world.keyferry(['status']);
    expect(stdout).not.toContain('\u001b');
    expect(world.json(['status']).data.profiles[0]).toMatchObject({ source: 'other-tool', accountId: null });
  });

  it.runIf(process.getuid?.() === 0)(
    'says of a file that it may not read that it cannot, as env does (needs root)',
    () => {
      write(own('dev', HOUR));
      chmodSync(world.root, 0o755);
      chmodSync(world.home, 0o755);
      chmodSync(world.path('.aws'), 0o755);
      for (const args of [['status'], ['env', '--profile', 'dev', '--shell', 'bash'], ['clean', '--dry-run']]) {
        const options = { env: world.env(), uid: 65534, cwd: '/', encoding: 'utf8' } as const;
        const { status, stderr } = spawnSync(process.execPath, [readable(built.program), ...args], options);
        const sentence = `keyferry: ${credentials()} could not be read (the system denies permission), so nothing was changed; mend that, then try again.\n`;
        expect({ status, stderr }).toEqual({ status: 1, stderr: sentence });
      }
    },
  );

  it('says so where there is no file', () => {
    expect(world.keyferry(['status'])).toEqual({
      status: 0,
      stdout: '',
      stderr: `There are no profiles in ${credentials()}.\n`,
    });
    expect(world.json(['status']).data.profiles).toEqual([]);
  });

  it('attack 25: reads the file that the shell names, and refuses a relative one', () => {
    write(own('dev', HOUR));
    writeFileSync(world.path('elsewhere'), own('there', HOUR));
    const extra = { AWS_SHARED_CREDENTIALS_FILE: world.path('elsewhere') };
    expect(world.keyferry(['status'], extra).stdout).toContain('there');
    expect(world.keyferry(['status'], { AWS_SHARED_CREDENTIALS_FILE: 'elsewhere' })).toMatchObject({ status: 1 });
  });
});

/** What bash has of AWS's variables after evaluating `text`. */
function inBash(text: string, left: Record<string, string> = {}): Record<string, string> {
  const done = spawnSync('bash', ['-c', 'eval "$TEXT"; unset TEXT; env -0'], {
    env: { PATH: process.env.PATH ?? '', TEXT: text, ...left },
    encoding: 'utf8',
  });
  const pairs = done.stdout.split('\0').map((line) => line.split(/=(.*)/s));
  return Object.fromEntries(pairs.filter(([name]) => name?.startsWith('AWS_')).map(([name, value]) => [name, value]));
}

describe('keyferry env', () => {
  it('prints what makes the profile win in the shell that evaluates it', () => {
    write(own('dev', HOUR, 'region = eu-west-1\n'));
    const { stdout, stderr } = world.keyferry(['env', '--profile', 'dev', '--shell', 'bash']);
    expect(stderr).toBe('');
    expect(inBash(stdout, { AWS_PROFILE: 'x', AWS_SECURITY_TOKEN: 'x', AWS_REGION: 'x' })).toEqual({
      AWS_ACCESS_KEY_ID: 'ASIAKEYFERRYEXAMPLE1',
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_SESSION_TOKEN: TOKEN,
      AWS_CREDENTIAL_EXPIRATION: expect.stringMatching(/Z$/),
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
    });
  });

  it('gives keys of other tools, and takes away what would be taken for their own', () => {
    write(OTHER, LONG_TERM);
    const left = { AWS_CREDENTIAL_EXPIRATION: later(-HOUR), AWS_SESSION_TOKEN: 'left over' };
    const other = inBash(world.keyferry(['env', '--profile', 'other', '--shell', 'bash']).stdout, left);
    expect(other).toMatchObject({ AWS_SESSION_TOKEN: TOKEN });
    expect(other).not.toHaveProperty('AWS_CREDENTIAL_EXPIRATION');
    const prod = inBash(world.keyferry(['env', '--profile', 'prod', '--shell', 'bash']).stdout, left);
    expect(prod).toEqual({ AWS_ACCESS_KEY_ID: 'AKIAKEYFERRYEXAMPLE1', AWS_SECRET_ACCESS_KEY: SECRET });
  });

  it('takes an empty token for none, as botocore and the SDKs do', async () => {
    write(
      LONG_TERM.replace('[prod]', '[bare]'),
      'aws_session_token =\nx_security_token_expires = 2001-01-01T00:00:00Z\n',
    );
    const { status, stdout } = world.keyferry(['env', '--profile', 'bare', '--shell', 'bash']);
    expect({ status, set: inBash(stdout) }).toEqual({
      status: 0,
      set: { AWS_ACCESS_KEY_ID: 'AKIAKEYFERRYEXAMPLE1', AWS_SECRET_ACCESS_KEY: SECRET },
    });
    const sdk = await fromIni({
      profile: 'bare',
      filepath: credentials(),
      configFilepath: '/dev/null',
      ignoreCache: true,
    })();
    expect(sdk.sessionToken || undefined).toBeUndefined();
  });

  it('remarks on its choices only where it prints', () => {
    write(own('dev', HOUR));
    const done = world.keyferry(['env'], { SHELL: '/bin/bash', AWS_PROFILE: 'none' });
    expect(done).toMatchObject({ status: 1, stdout: '' });
    expect(done.stderr).toMatch(/^keyferry: There is no profile none in .*\n$/);
  });

  it('takes the region from the config file where the profile itself names none', () => {
    write(own('dev', HOUR), own('default', HOUR));
    writeConfig('[profile dev]\nregion = ap-south-1\n[default]\nregion = us-east-2\n');
    expect(world.keyferry(['env', '--profile', 'dev', '--shell', 'dotenv']).stdout).toContain('AWS_REGION=ap-south-1');
    expect(world.keyferry(['env', '--shell', 'dotenv']).stdout).toContain('AWS_REGION=us-east-2');
  });

  it.each([
    ['/bin/bash', 'export AWS_ACCESS_KEY_ID='],
    ['/usr/bin/fish', 'set -gx AWS_ACCESS_KEY_ID '],
    ['/bin/dash', 'export AWS_ACCESS_KEY_ID='],
    ['/usr/bin/nu', '$env.AWS_ACCESS_KEY_ID'],
    ['/usr/bin/pwsh', '$Env:AWS_ACCESS_KEY_ID'],
    ['/bin/csh', 'setenv AWS_ACCESS_KEY_ID '],
  ])('goes by $SHELL %s and says so', (shell, text) => {
    write(own('dev', HOUR));
    const { stdout, stderr } = world.keyferry(['env', '--profile', 'dev'], { SHELL: shell });
    expect(stdout).toContain(text);
    expect(stderr).toMatch(/^Written for .*, by \$SHELL; --shell chooses another\.\n$/);
  });

  it.each(['ksh', 'pwsh', 'csh', 'nu'])('knows %s by the name that people call it', (shell) => {
    write(own('dev', HOUR));
    const named = world.keyferry(['env', '--profile', 'dev', '--shell', shell]);
    const seen = world.keyferry(['env', '--profile', 'dev'], { SHELL: `/bin/${shell}` });
    expect(named).toEqual({ ...seen, stderr: '' });
  });

  it('attack 9: a name that is none stays within its one sentence', () => {
    for (const name of ['x\u001b[2J\ny', '\u2028\r\n']) {
      const { status, stderr } = world.keyferry(['env', '--shell', 'bash', '--profile', name]);
      expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/^keyferry: [^\n]+\n$/) });
    }
    const empty = world.keyferry(['env', '--profile=', '--shell', 'bash']);
    expect(empty).toMatchObject({ status: 2, stderr: expect.stringContaining("'--profile' needs a value") });
  });

  it('asks for --shell where $SHELL is no shell it knows', () => {
    write(own('dev', HOUR));
    for (const shell of ['/bin/ed', '/bin/json', '/bin/constructor']) {
      expect(world.keyferry(['env', '--profile', 'dev'], { SHELL: shell })).toMatchObject({ status: 2, stdout: '' });
    }
  });

  it('takes AWS_PROFILE, else default, where no profile is named', () => {
    write(own('default', HOUR), own('dev', HOUR, 'region = eu-west-3\n'));
    const done = world.keyferry(['env', '--shell', 'dotenv'], { AWS_PROFILE: 'dev' });
    expect(done.stdout).toContain('eu-west-3');
    expect(done.stderr).toBe('Profile dev; --profile chooses another.\n');
    expect(world.keyferry(['env', '--shell', 'dotenv']).stdout).not.toContain('eu-west-3');
  });

  it('prints what undoes it', () => {
    write(own('dev', HOUR, 'region = eu-west-1\n'));
    const { stdout } = world.keyferry(['env', '--profile', 'dev', '--shell', 'bash']);
    const undo = world.keyferry(['env', '--unset', '--shell', 'bash']).stdout;
    expect(inBash(`${stdout}${undo}`)).toEqual({});
    expect(world.keyferry(['env', '--unset', '--shell', 'json']).status).toBe(2);
  });

  it('prints JSON that a program can use as credential_process', () => {
    write(own('dev', HOUR));
    const { stdout } = world.keyferry(['env', '--profile', 'dev', '--shell', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ Version: 1, SecretAccessKey: SECRET, SessionToken: TOKEN });
  });

  it.each([
    ['expired', () => write(own('dev', -HOUR)), /ended 1 h 0 min ago .*write them again from the popup/],
    ['unknown', () => write(own('x', HOUR)), /There is no profile dev in /],
    ['without keys', () => write('[dev]\nregion = eu-west-1\n'), /no keys of its own/],
    ['another way', () => write(INDIRECT.replace('role]', 'dev]')), /it assumes a role/],
    ['twice', () => write(own('dev', HOUR), own('dev', HOUR)), /tools read differently/],
    ['broken value', () => write(own('dev', HOUR).replace(SECRET, 'a b')), /not plain text/],
  ])('refuses a profile that is %s, with one sentence and no secret', (_what, prepare, sentence) => {
    prepare();
    for (const args of [
      ['env', '--shell', 'bash', '--profile', 'dev'],
      ['exec', '--profile', 'dev', '--', 'true'],
    ]) {
      const done = world.keyferry(args);
      expect(done).toMatchObject({ status: 1, stdout: '' });
      expect(done.stderr).toMatch(/^keyferry: [^\n]+\n$/);
      expect(done.stderr).toMatch(sentence);
      expect(done.stderr).not.toContain('EXAMPLE');
    }
  });
});

describe('keyferry exec', () => {
  const script = (text: string, extra: Record<string, string> = {}) =>
    world.keyferry(['exec', '--profile', 'dev', '--', process.execPath, '-e', text], extra);
  beforeEach(() => write(own('dev', HOUR, 'region = eu-west-1\n')));

  it('gives the command the keys and takes away what would win over them', () => {
    const print = 'process.stdout.write(JSON.stringify(process.env))';
    const left = { AWS_PROFILE: 'x', AWS_DEFAULT_PROFILE: 'x', AWS_SECURITY_TOKEN: 'x', AWS_REGION: 'x', KEPT: 'é' };
    const env = JSON.parse(script(print, left).stdout);
    expect(env).toMatchObject({
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_SESSION_TOKEN: TOKEN,
      AWS_REGION: 'eu-west-1',
      KEPT: 'é',
    });
    for (const gone of ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SECURITY_TOKEN'])
      expect(env).not.toHaveProperty(gone);
  });

  it('passes on arguments as they are, stdin and stdout, and the exit status', () => {
    const done = world.keyferry([
      'exec',
      '--profile',
      'dev',
      '--',
      'printf',
      '%s|',
      'a b',
      '$HOME',
      "it's",
      '--help',
      '--',
    ]);
    expect(done).toEqual({ status: 0, stdout: "a b|$HOME|it's|--help|--|", stderr: '' });
    expect(script('process.exit(41)').status).toBe(41);
  });

  it('has no key on any command line', () => {
    const look = `const fs = require('node:fs');
      const lines = [process.pid, process.ppid].map((pid) => fs.readFileSync('/proc/' + pid + '/cmdline', 'utf8'));
      process.stdout.write(lines.join('\\n'))`;
    const { stdout } = script(look);
    expect(stdout).toContain('keyferry.cjs');
    expect(stdout).not.toMatch(/EXAMPLE/);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const)('passes on %s', async (signal) => {
    const text = `process.on('${signal}', () => { console.log('got it'); process.exit(7) });
      setInterval(() => {}, 1000); console.log('ready')`;
    const args = [built.program, 'exec', '--profile', 'dev', '--', process.execPath, '-e', text];
    const child = spawn(process.execPath, args, { env: world.env(), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      if (output === '') child.kill(signal);
      output += chunk;
    });
    const status = await new Promise((resolve) => child.on('exit', resolve));
    expect({ output, status }).toEqual({ output: 'ready\ngot it\n', status: 7 });
  });

  it('tells by its status the signal that ended the command', () => {
    expect(script('process.kill(process.pid, "SIGTERM")').status).toBe(143);
    expect(script('process.kill(process.pid, "SIGKILL")').status).toBe(137);
  });

  it('says in one sentence what cannot be started, with a shell’s status', () => {
    const missing = world.keyferry(['exec', '--profile', 'dev', '--', 'no-such-command-here']);
    expect(missing).toMatchObject({ status: 127, stdout: '' });
    expect(missing.stderr).toBe(
      'keyferry: The command no-such-command-here could not be started (there is no such program); check its name and its rights.\n',
    );
    writeFileSync(world.path('plain'), 'x', { mode: 0o644 });
    const plain = world.keyferry(['exec', '--profile', 'dev', '--', world.path('plain')]);
    expect(plain).toMatchObject({ status: 126, stderr: expect.stringContaining('(the system denies permission)') });
  });

  it('asks for -- before the command', () => {
    for (const args of [
      ['exec', '--profile', 'dev'],
      ['exec', '--profile', 'dev', '--'],
      ['exec', 'true'],
    ]) {
      expect(world.keyferry(args)).toMatchObject({ status: 2, stdout: '' });
    }
  });
});

describe('keyferry clean', () => {
  it('removes Keyferry’s expired profiles, and nothing else', () => {
    const old = own('old', -HOUR);
    const otherOld = OTHER.replace('[other]', '[theirs]').concat(`x_security_token_expires = ${later(-HOUR)}\n`);
    const taken = own('mine', -HOUR).replace('ASIAKEYFERRYEXAMPLE1', 'AKIAKEYFERRYEXAMPLE1');
    const kept = ['# top\n', own('dev', HOUR), otherOld, taken, LONG_TERM, INDIRECT];
    write(...kept.slice(0, 2), old, ...kept.slice(2));
    const { data, stderr } = world.json(['clean']);
    expect(data).toEqual({ file: credentials(), dryRun: false, removed: ['old'] });
    expect(stderr).toBe('');
    expect(read()).not.toContain('[old]');
    for (const section of kept) expect(read()).toContain(section.trim());
    expect(fileMode(credentials())).toBe(0o600);
    expect(readdirSync(world.path('.aws'))).toEqual(['credentials']);
  });

  it('leaves the user’s own settings of an expired profile', async () => {
    write(own('old', -HOUR, 'output = json\n# mine\ns3 =\n  max_concurrent_requests = 2\n'));
    world.keyferry(['clean']);
    expect(read()).toBe('[old]\noutput = json\n# mine\ns3 =\n  max_concurrent_requests = 2\n');
    await expect(fromIni({ profile: 'old', filepath: credentials() })()).rejects.toThrow(/credentials/);
  });

  it('--dry-run only tells', () => {
    write(own('old', -HOUR));
    const before = read();
    expect(world.keyferry(['clean', '--dry-run']).stdout).toBe('old\n');
    expect(read()).toBe(before);
  });

  it('touches nothing where nothing has expired, nor makes a file', () => {
    expect(world.keyferry(['clean'])).toEqual({
      status: 0,
      stdout: '',
      stderr: 'No profile of Keyferry has expired.\n',
    });
    expect(world.snapshot()).toEqual({ [world.path('.aws')]: 'folder' });
  });

  it('says of a link that leads back to itself that it cannot be read, not that nothing has expired', () => {
    symlinkSync(credentials(), credentials());
    const { status, stderr } = world.keyferry(['clean']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/links lead in a circle/) });
  });

  it('refuses a file in which tools would see different sections, and changes nothing', () => {
    write(own('old', -HOUR), own('old', -HOUR));
    const before = read();
    expect(world.keyferry(['clean'])).toMatchObject({ status: 1, stdout: '' });
    expect(read()).toBe(before);
  });
});

describe('keyferry doctor on the two AWS files', () => {
  function texts(): { id: string; severity: string; sentence: string; remedy: string; line?: number }[] {
    const { checks } = world.json(['doctor']).data;
    return checks.filter(({ id }: { id: string }) => id.endsWith('-text'));
  }
  const found = () => texts().map(({ id, severity, line }) => [id, severity, line]);

  it('is content with what Keyferry and the AWS CLI write', () => {
    write(own('dev', HOUR), LONG_TERM);
    writeConfig('[default]\nregion = eu-west-1\ns3 =\n  max_concurrent_requests = 2\n[profile a]\n[sso-session b]\n');
    expect(found()).toEqual([
      ['credentials-text', 'ok', undefined],
      ['config-text', 'ok', undefined],
    ]);
  });

  it.each([
    ['a duplicate section', '[a]\nk = 1\n[b]\n[a]\n', 'error', 4, /second section \[a\] \(the first is on line 1\)/],
    ['a duplicate key', '[a]\nk = 1\nK = 2\n', 'error', 3, /sets k again \(the first is on line 2\)/],
    ['a byte order mark', '\ufeff[a]\nk = 1\n', 'error', 1, /byte order mark/],
    ['a lone carriage return', '[a]\nk = 1\rj = 2\n', 'error', 2, /line break/],
    ['text before the first section', 'k = 1\n[a]\n', 'error', 1, /before the first section/],
    ['a line that is none', '[a]\nwhat\n', 'error', 2, /neither a section/],
    ['an indented key', '[a]\nk = 1\n  j = 2\n', 'warning', 3, /is indented/],
    ['a bad name', '[a]\n[my profile]\n', 'warning', 2, /not every tool can read/],
    ['DEFAULT', '[DEFAULT]\nregion = x\n', 'warning', 1, /not every tool can read/],
    ['the config file’s word', '[profile x]\n', 'warning', 1, /belongs to the config file alone/],
  ])('names %s with its line', (_what, text, severity, line, sentence) => {
    write(text);
    const [check, ...rest] = texts().filter(({ id }) => id === 'credentials-text');
    expect(check).toMatchObject({ severity, line, sentence: expect.stringMatching(sentence) });
    expect(check?.remedy).not.toBe('');
    expect(check?.sentence).toContain(`Line ${line} of ${credentials()}`);
    expect(rest).toEqual([]);
  });

  it.each([
    ['[profile my own]\nregion = x\n', /holds a blank.*Rename the profile \[profile my own\]/],
    ['[profile "my own"]\nregion = x\n', /holds a blank/],
    ['[profile pö]\nregion = x\n', /only letters, digits/],
    ['[profile DEFAULT]\nregion = x\n', /botocore/],
  ])('names a bad name of the config file, %j, with its line', (text, said) => {
    writeConfig(`# mine\n${text}`);
    const checks = texts().filter(({ id }) => id === 'config-text');
    expect(checks).toMatchObject([{ severity: 'warning', line: 2 }]);
    expect(`${checks[0]?.sentence} ${checks[0]?.remedy}`).toMatch(said);
  });

  it('has nothing against names that every tool reads, though Keyferry gives none of them', () => {
    write('[111122223333/Admin]\n[_a:b%c]\n');
    writeConfig('[profile 111122223333/Admin]\n[profile _a:b%c]\n');
    expect(found().map(([, severity]) => severity)).toEqual(['ok', 'ok']);
  });

  it('names a config file in which others may write, or read keys', () => {
    const config = () =>
      world.json(['doctor']).data.checks.find(({ id }: { id: string }) => id === 'config-file') ?? null;
    expect(config()).toBeNull();
    writeConfig('[default]\nregion = eu-west-1\n');
    chmodSync(world.path('.aws/config'), 0o644);
    expect(config()).toMatchObject({ severity: 'ok' });
    chmodSync(world.path('.aws/config'), 0o664);
    expect(config()).toMatchObject({ severity: 'warning', remedy: expect.stringContaining('chmod go-w') });
    writeConfig(`[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = ${SECRET}\n`);
    chmodSync(world.path('.aws/config'), 0o644);
    expect(config()).toMatchObject({ severity: 'warning', remedy: expect.stringContaining('chmod 600') });
    chmodSync(world.path('.aws/config'), 0o600);
    expect(config()).toMatchObject({ severity: 'ok' });
  });

  it('names an SSO profile that shadows keys, at its line of the config file', () => {
    write(own('dev', HOUR), INDIRECT);
    writeConfig('[profile dev]\nsso_session = s\n[profile role]\nsso_session = s\n[sso-session s]\n');
    const checks = texts().filter(({ id }) => id === 'config-text');
    expect(checks).toHaveLength(1);
    expect(checks[0]).toMatchObject({ severity: 'warning', line: 1 });
    expect(checks[0]?.sentence).toMatch(/makes dev an SSO profile, .*\(line 1 there\)/);
  });

  const START = 'sso_start_url = https://demo.awsapps.com/start';
  const ROLE = 'sso_account_id = 111122223333\nsso_role_name = Admin\n';

  it.each([
    [
      'a session in another region than Keyferry’s',
      `[sso-session s]\n${START}/#/\n# why\nsso_region = us-east-1\n[sso-session k]\n${START}\nsso_region = eu-west-1\nx_keyferry_session = 1 ${PORTAL}\n`,
      4,
      /region us-east-1, so .*sso_region = eu-west-1/,
    ],
    [
      'a profile in another region than the portal’s address has',
      `[profile p]\nsso_start_url = https://x.portal.eu-west-1.app.aws\nsso_region = us-east-1\n${ROLE}`,
      3,
      /sso_region = eu-west-1/,
    ],
    [
      'two that contradict one another',
      `[sso-session s]\n${START}\nsso_region = us-east-1\n[profile p]\n${START}\nsso_region = eu-west-1\n${ROLE}`,
      6,
      /eu-west-1, and line 3 into us-east-1/,
    ],
    ['a session that is not there', `[profile p]\n${ROLE}sso_session = gone\n`, 4, /session gone, which is not there/],
    [
      'a profile that contradicts its session',
      `[sso-session s]\n${START}\nsso_region = us-east-1\n[profile p]\nsso_session = s\nsso_region = eu-west-1\n${ROLE}`,
      6,
      /another sso_region than the session s \(line 1\).*Remove/,
    ],
    [
      'a start URL without its end',
      '[sso-session s]\nsso_start_url = https://demo.awsapps.com\nsso_region = us-east-1\n',
      2,
      /no access portal.*https:\/\/demo\.awsapps\.com\/start/,
    ],
  ])('names %s with its line and remedy', (_what, text, line, said) => {
    writeConfig(text);
    const checks = texts().filter(({ id }) => id === 'config-text');
    expect(checks).toMatchObject([{ severity: 'warning', line }]);
    expect(`${checks[0]?.sentence} ${checks[0]?.remedy}`).toMatch(said);
  });

  it('knows a portal’s region by the list that the extension handed over', () => {
    writeConfig(`[sso-session s]\n${START}\nsso_region = us-east-1\n`);
    expect(found()).toContainEqual(['config-text', 'ok', undefined]);
    const list = { version: 1, portal: PORTAL, region: 'eu-west-1', form: 'session', accounts: [] };
    mkdirSync(world.path('.local/share/keyferry/portals'), { recursive: true });
    writeFileSync(world.path(`.local/share/keyferry/portals/${'0'.repeat(32)}.json`), JSON.stringify(list));
    expect(found()).toContainEqual(['config-text', 'warning', 3]);
  });

  it('is content with SSO profiles as people, the AWS CLI and Keyferry write them', () => {
    writeConfig(
      `[sso-session s]\n${START}#/\nsso_region = us-east-1\n[sso-session b]\nsso_start_url = https://view.awsapps.com/start\nsso_region = us-east-1\n[profile p]\nsso_session = s\n${ROLE}[sso-session "t"]\n[profile r]\nsso_session = t\n[profile q]\n${START}\nsso_region = us-east-1\n${ROLE}`,
    );
    expect(found()).toContainEqual(['config-text', 'ok', undefined]);
  });

  it('names a section that lacks the word profile, and a file of another encoding', () => {
    writeConfig('[dev]\nregion = x\n');
    writeFileSync(credentials(), Buffer.from([0x5b, 0xff, 0x5d]));
    expect(found()).toEqual([
      ['credentials-text', 'error', undefined],
      ['config-text', 'warning', 1],
    ]);
  });

  it('names a wide mode, and exits by severity', () => {
    write(own('dev', HOUR));
    world.keyferry(['install', '--browser', 'chromium']);
    expect(world.keyferry(['doctor']).status).toBe(0);
    chmodSync(credentials(), 0o644);
    const done = world.keyferry(['doctor']);
    expect(done.status).toBe(0);
    expect(done.stdout).toMatch(/^warning +credentials-file .*0644/m);
    writeConfig('[a]\n[a]\n');
    expect(world.keyferry(['doctor']).status).toBe(1);
  });

  it('attack 29: tells no value of either file', () => {
    write(own('dev', HOUR).replaceAll('x_keyferry', 'aws_session_token'), `stray ${SECRET}`);
    writeConfig(`[a]\nk = 1\n  ${SECRET}\n`);
    expect(world.keyferry(['doctor']).stdout).not.toContain('EXAMPLE');
  });
});
