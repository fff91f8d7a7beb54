import { spawnSync } from 'node:child_process';
import { fromIni } from '@aws-sdk/credential-providers';
import { describe, expect, it } from 'vitest';
import {
  credentials,
  HOUR,
  INDIRECT,
  LONG_TERM,
  later,
  OTHER,
  own,
  SECRET,
  TOKEN,
  write,
  writeConfig,
} from './rig/aws-files.ts';
import { program, world } from './rig/each-world.ts';

/** The AWS variables of a bash after it has evaluated `text`. */
function inBash(text: string, left: Record<string, string> = {}): Record<string, string> {
  const done = spawnSync('bash', ['-c', 'eval "$TEXT"; unset TEXT; env -0'], {
    env: { PATH: process.env.PATH ?? '', TEXT: text, ...left },
    encoding: 'utf8',
  });
  const pairs = done.stdout.split('\0').map((line) => line.split(/=(.*)/s));
  return Object.fromEntries(pairs.filter(([name]) => name?.startsWith('AWS_')).map(([name, value]) => [name, value]));
}

describe('keyferry env', () => {
  it('prints statements that make AWS tools in the shell use the profile', () => {
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

  it('exports keys that another tool wrote, and removes AWS variables that do not belong to these keys', () => {
    write(OTHER, LONG_TERM);
    const left = { AWS_CREDENTIAL_EXPIRATION: later(-HOUR), AWS_SESSION_TOKEN: 'left over' };
    const other = inBash(world.keyferry(['env', '--profile', 'other', '--shell', 'bash']).stdout, left);
    expect(other).toMatchObject({ AWS_SESSION_TOKEN: TOKEN });
    expect(other).not.toHaveProperty('AWS_CREDENTIAL_EXPIRATION');
    const prod = inBash(world.keyferry(['env', '--profile', 'prod', '--shell', 'bash']).stdout, left);
    expect(prod).toEqual({ AWS_ACCESS_KEY_ID: 'AKIAKEYFERRYEXAMPLE1', AWS_SECRET_ACCESS_KEY: SECRET });
  });

  it('treats an empty token as no token, as botocore and the SDKs do', async () => {
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

  it('says for which shell and which profile it prints statements, but only if stdout is a terminal', () => {
    write(own('dev', HOUR));
    const command = `'${process.execPath}' '${program}' env`;
    const run = (inside: string) =>
      spawnSync('script', ['-qec', inside, '/dev/null'], {
        env: world.env({ SHELL: '/bin/bash', AWS_PROFILE: 'dev' }),
        encoding: 'utf8',
      }).stdout;
    expect(run(command)).toContain('Printed for Bash, the shell in $SHELL; --shell chooses another.');
    expect(run(command)).toContain('Printed for profile dev; `keyferry env NAME` chooses another.');
    expect(run(`${command} | cat`)).not.toMatch(/Printed for/);
  });

  it('uses the region in the config file if the credentials file has no region', () => {
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
  ])('prints statements for the shell in the variable $SHELL: %s', (shell, text) => {
    write(own('dev', HOUR));
    const { stdout, stderr } = world.keyferry(['env', 'dev'], { SHELL: shell });
    expect(stdout).toContain(text);
    expect(stderr).toBe('');
  });

  it.each(['ksh', 'pwsh', 'csh', 'nu'])('accepts %s as the name of a shell', (shell) => {
    write(own('dev', HOUR));
    const named = world.keyferry(['env', '--profile', 'dev', '--shell', shell]);
    const seen = world.keyferry(['env', '--profile', 'dev'], { SHELL: `/bin/${shell}` });
    expect(named).toEqual(seen);
    expect(named.stdout).toContain('AWS_ACCESS_KEY_ID');
  });

  it('attack 9: prints an error of one line, even if an invalid name contains a line break', () => {
    for (const name of ['x\u001b[2J\ny', '\u2028\r\n']) {
      const { status, stderr } = world.keyferry(['env', '--shell', 'bash', '--profile', name]);
      expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/^keyferry: [^\n]+\n$/) });
    }
    const empty = world.keyferry(['env', '--profile=', '--shell', 'bash']);
    expect(empty).toMatchObject({ status: 2, stderr: expect.stringContaining("'--profile' needs a value") });
  });

  it('asks for --shell if $SHELL is not a known shell', () => {
    write(own('dev', HOUR));
    for (const shell of ['/bin/ed', '/bin/json', '/bin/constructor']) {
      expect(world.keyferry(['env', '--profile', 'dev'], { SHELL: shell })).toMatchObject({
        status: 2,
        stdout: expect.stringMatching(/\nfalse\n$/),
      });
    }
  });

  it('without a profile in the command line, uses the profile in AWS_PROFILE, or else the profile default', () => {
    write(own('default', HOUR), own('dev', HOUR, 'region = eu-west-3\n'));
    const done = world.keyferry(['env', '--shell', 'dotenv'], { AWS_PROFILE: 'dev' });
    expect(done.stdout).toContain('eu-west-3');
    expect(world.keyferry(['env', '--shell', 'dotenv']).stdout).not.toContain('eu-west-3');
  });

  it('accepts the profile as an argument without --profile', () => {
    write(own('dev', HOUR, 'region = eu-west-3\n'));
    expect(world.keyferry(['env', 'dev', '--shell', 'dotenv'])).toEqual(
      world.keyferry(['env', '--profile', 'dev', '--shell', 'dotenv']),
    );
    expect(world.keyferry(['env', '--shell', 'dotenv', 'dev']).stdout).toContain('eu-west-3');
    const two = world.keyferry(['env', 'dev', '--profile', 'other', '--shell', 'json']);
    expect(two).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('The command line has two profile names, dev and other'),
    });
  });

  it('refuses keys that expire sooner than --min-ttl allows', () => {
    write(own('dev', HOUR));
    expect(world.keyferry(['env', 'dev', '--shell', 'json', '--min-ttl', '30m']).status).toBe(0);
    expect(world.keyferry(['env', 'dev', '--shell', 'json', '--min-ttl', '2h'])).toMatchObject({
      status: 1,
      stdout: '',
    });
  });

  it('exports keys whose expiry time has no time zone, but leaves out the expiry time', () => {
    write(OTHER, 'expiration = 2001-01-01 00:00:00\n');
    const { stdout } = world.keyferry(['env', 'other', '--shell', 'dotenv']);
    expect(stdout).toContain('AWS_SESSION_TOKEN=');
    expect(stdout).not.toContain('AWS_CREDENTIAL_EXPIRATION');
  });

  it('with --unset, prints statements that remove the variables that env sets', () => {
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
    ['expired', () => write(own('dev', -HOUR)), /expired 1 h 0 min ago .*Write the keys again from the popup/],
    [
      'expired and of another tool',
      () => write(OTHER.replace('other]', 'dev]'), `expiration = ${later(-HOUR)}\n`),
      /expired 1 h 0 min ago .*\. Renew the keys with the tool that wrote them\.$/m,
    ],
    ['unknown', () => write(own('x', HOUR)), /There is no profile dev in /],
    ['without keys', () => write('[dev]\nregion = eu-west-1\n'), /no keys of its own/],
    ['a role profile', () => write(INDIRECT.replace('role]', 'dev]')), /it assumes a role/],
    ['in the file twice', () => write(own('dev', HOUR), own('dev', HOUR)), /Tools read line \d+ of .* differently/],
    ['broken by an invalid value', () => write(own('dev', HOUR).replace(SECRET, 'a b')), /not plain text/],
  ])('refuses a profile that is %s, with one sentence and no secret', (_what, prepare, sentence) => {
    prepare();
    for (const args of [
      ['env', '--shell', 'json', '--profile', 'dev'],
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
