import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { HOUR, OTHER, own, SECRET, TOKEN, write } from './rig/aws-files.ts';
import { program, world } from './rig/each-world.ts';

describe('keyferry exec', () => {
  const script = (text: string, extra: Record<string, string> = {}) =>
    world.keyferry(['exec', '--profile', 'dev', '--', process.execPath, '-e', text], extra);
  beforeEach(() => write(own('dev', HOUR, 'region = eu-west-1\n')));

  it('gives the keys to the command, and removes variables that AWS tools would use instead', () => {
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

  it('passes the arguments on to the command, and passes on the output and the exit status of the command', () => {
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

  it('puts no key on a command line', () => {
    const look = `const fs = require('node:fs');
      const lines = [process.pid, process.ppid].map((pid) => fs.readFileSync('/proc/' + pid + '/cmdline', 'utf8'));
      process.stdout.write(lines.join('\\n'))`;
    const { stdout } = script(look);
    expect(stdout).toContain('keyferry.cjs');
    expect(stdout).not.toMatch(/EXAMPLE/);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const)(
    'passes the signal %s on to the command',
    async (signal) => {
      const text = `process.on('${signal}', () => { console.log('got it'); process.exit(7) });
      setInterval(() => {}, 1000); console.log('ready')`;
      const args = [program, 'exec', '--profile', 'dev', '--', process.execPath, '-e', text];
      const child = spawn(process.execPath, args, { env: world.env(), stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      child.stdout.on('data', (chunk) => {
        if (output === '') child.kill(signal);
        output += chunk;
      });
      // The event `exit` can come before the last output, so the test waits for the event `close`.
      const status = await new Promise((resolve) => child.on('close', resolve));
      expect({ output, status }).toEqual({ output: 'ready\ngot it\n', status: 7 });
    },
  );

  it('exits with the status 143 or 137 after SIGTERM or SIGKILL has ended the command, as a shell does', () => {
    expect(script('process.kill(process.pid, "SIGTERM")').status).toBe(143);
    expect(script('process.kill(process.pid, "SIGKILL")').status).toBe(137);
  });

  it('if a command cannot be started, names it in one sentence, and exits with the status 127 or 126, as a shell does', () => {
    const missing = world.keyferry(['exec', '--profile', 'dev', '--', 'no-such-command-here']);
    expect(missing).toMatchObject({ status: 127, stdout: '' });
    expect(missing.stderr).toBe(
      'keyferry: The command no-such-command-here could not be started (there is no such program). Check its name and its permissions.\n',
    );
    writeFileSync(world.path('plain'), 'x', { mode: 0o644 });
    const plain = world.keyferry(['exec', '--profile', 'dev', '--', world.path('plain')]);
    expect(plain).toMatchObject({ status: 126, stderr: expect.stringContaining('(the system denies permission)') });
  });

  it('accepts the profile as an argument without --profile', () => {
    expect(world.keyferry(['exec', 'dev', '--', 'printenv', 'AWS_REGION'])).toEqual({
      status: 0,
      stdout: 'eu-west-1\n',
      stderr: '',
    });
    expect(world.keyferry(['exec', 'dev', '--profile', 'dev', '--', 'true']).status).toBe(0);
    for (const words of [['dev', 'other'], ['other', '--profile', 'dev'], ['']]) {
      expect(world.keyferry(['exec', ...words, '--', 'true'])).toMatchObject({ status: 2, stdout: '' });
    }
  });

  it('warns about keys that expire within 15 minutes, and refuses them with --min-ttl', () => {
    write(own('dev', HOUR / 6));
    const done = world.keyferry(['exec', 'dev', '--', 'echo', 'ran']);
    expect(done).toMatchObject({ status: 0, stdout: 'ran\n' });
    expect(done.stderr).toMatch(/^keyferry: The credentials of profile dev expire in (9|10) min\. .*popup\.\n$/);
    const refused = world.keyferry(['exec', 'dev', '--min-ttl', '15m', '--', 'echo', 'ran']);
    expect(refused).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('--min-ttl asks for 15 min'),
    });
    expect(world.keyferry(['exec', 'dev', '--min-ttl', '5m', '--', 'echo', 'ran'])).toMatchObject({ stdout: 'ran\n' });
  });

  it('uses keys from another tool whose expiry time has no time zone, and prints a warning', () => {
    write(OTHER, 'aws_expiration = 2001-01-01 00:00:00\n');
    const done = world.keyferry(['exec', 'other', '--', 'sh', '-c', 'echo "[$AWS_CREDENTIAL_EXPIRATION]"']);
    expect(done).toMatchObject({ status: 0, stdout: '[]\n', stderr: expect.stringContaining('may have expired') });
  });

  it('asks for the separator -- before the command', () => {
    for (const args of [
      ['exec', '--profile', 'dev'],
      ['exec', '--profile', 'dev', '--'],
      ['exec', 'true'],
    ]) {
      expect(world.keyferry(args)).toMatchObject({ status: 2, stdout: '' });
    }
  });
});
