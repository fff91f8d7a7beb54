import { describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { cliRequest } from '../process/rig/requests.ts';
import { newUser, useWindows, WINDOWS_NODE, type WindowsUser, whyNotLong, whyNotWindows } from './rig/windows.ts';

const SECRET = 'SECRETKEYFERRYEXAMPLE/+=abcdefghijklmnop';
const TOKEN = 'TOKENKEYFERRYEXAMPLE/+=abcdefghijklmnopqrstuvwxyz';
const HOUR_MS = 3_600_000;

/** A section with Windows line breaks, as Keyferry writes it on Windows. Its keys expire in `ms` milliseconds. */
function own(name: string, ms: number): string {
  const end = `${new Date(Date.now() + ms).toISOString().slice(0, 19)}Z`;
  return [
    `[${name}]`,
    'aws_access_key_id = ASIAKEYFERRYEXAMPLE1',
    `aws_secret_access_key = ${SECRET}`,
    `aws_session_token = ${TOKEN}`,
    `x_security_token_expires = ${end}`,
    'x_keyferry = 1 111122223333 Admin https://demo.awsapps.com/start',
    '',
  ].join('\r\n');
}

function userWith(...sections: string[]): WindowsUser {
  const user = newUser();
  user.put(user.credentials, sections.join('\r\n'));
  return user;
}

describe.skipIf(whyNotWindows !== '')(`the commands on Windows, under wine${whyNotWindows}`, () => {
  useWindows();

  it('exec gives a program the keys from a file with Windows line ends', async () => {
    const user = userWith(own('dev', HOUR_MS));
    const script = 'console.log(JSON.stringify(Object.entries(process.env).filter(([name]) => /^AWS_/i.test(name))))';
    const given = { AWS_Profile: 'other', aws_session_token: 'left-over' };
    const args = ['exec', '--profile', 'dev', '--', WINDOWS_NODE, '-e', script];
    const { status, stdout, stderr } = await user.keyferry(args, given);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(Object.fromEntries(JSON.parse(stdout))).toMatchObject({
      AWS_ACCESS_KEY_ID: 'ASIAKEYFERRYEXAMPLE1',
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_SESSION_TOKEN: TOKEN,
    });
    expect(stdout).not.toMatch(/left-over|AWS_Profile/);
  });

  it('status reads a file with Windows line ends, and clean changes only its expired profile', async () => {
    const mine = '# mine\r\n[mine]\r\nregion = eu-west-1\r\n';
    const user = userWith(own('dev', HOUR_MS), own('old', -HOUR_MS), mine);
    const { status, stdout } = await user.keyferry(['status', '--json']);
    expect({ status, data: JSON.parse(stdout) }).toMatchObject({
      status: 0,
      data: {
        file: user.credentials,
        profiles: [
          { name: 'dev', expired: false },
          { name: 'old', expired: true },
          { name: 'mine', expired: false },
        ],
      },
    });
    expect(await user.keyferry(['clean'])).toMatchObject({ status: 0, stdout: 'old\n', stderr: '' });
    expect(user.read()).not.toContain('[old]');
    expect(user.read()).toContain(mine);
    expect(user.read().replaceAll('\r\n', '')).not.toContain('\n');
    expect(user.names()).toEqual(['credentials']);
  });

  it.skipIf(whyNotLong !== '')(
    `--version, --help and a wrong command have the same output as on Linux${whyNotLong}`,
    async () => {
      const user = newUser();
      expect(await user.keyferry(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
      for (const args of [['--help'], ['install', '--help'], ['exec', '--help']]) {
        expect(await user.keyferry(args)).toMatchObject({
          status: 0,
          stdout: expect.stringContaining('keyferry '),
          stderr: '',
        });
      }
      expect(await user.keyferry(['nothing'])).toMatchObject({
        status: 2,
        stdout: '',
        stderr: expect.stringMatching(/^keyferry: /),
      });
    },
  );

  it.skipIf(whyNotLong !== '')(
    `env prints statements for PowerShell if no other format is requested${whyNotLong}`,
    async () => {
      const user = userWith(own('dev', HOUR_MS));
      const usual = await user.keyferry(['env', '--profile', 'dev']);
      expect(usual).toMatchObject({ status: 0, stderr: '' });
      expect(usual.stdout).toContain('$Env:AWS_ACCESS_KEY_ID');
      for (const shell of ['cmd', 'bash', 'json', 'dotenv', 'nushell']) {
        const { status, stdout } = await user.keyferry(['env', '--profile', 'dev', '--shell', shell]);
        expect({ status, has: stdout.includes('ASIAKEYFERRYEXAMPLE1') }, shell).toEqual({ status: 0, has: true });
      }
    },
  );

  it.skipIf(whyNotLong !== '')(
    `the Command Prompt sets the keys if it runs the output of env${whyNotLong}`,
    async () => {
      const user = userWith(own('dev', HOUR_MS));
      const { stdout: text } = await user.keyferry(['env', '--profile', 'dev', '--shell', 'cmd']);
      user.put(`${user.home}\\keys.cmd`, `@echo off\r\n${text.replaceAll(/\r?\n/g, '\r\n')}set AWS_\r\n`);
      const { stdout } = await user.run(user.env.ComSpec ?? '', ['/d', '/c', `${user.home}\\keys.cmd`]);
      expect(stdout.split(/\r?\n/)).toEqual(
        expect.arrayContaining([`AWS_SECRET_ACCESS_KEY=${SECRET}`, `AWS_SESSION_TOKEN=${TOKEN}`]),
      );
    },
  );

  it.skipIf(whyNotLong !== '')(`exec passes on arguments, stdin and the exit status${whyNotLong}`, async () => {
    const user = userWith(own('dev', HOUR_MS));
    const script =
      'process.stdin.pipe(process.stdout).on("finish", () => {}); process.exitCode = 7; console.log(process.argv.slice(1).join("|"))';
    const words = ['two words', 'a"b', 'c\\', '%PATH%', 'R&D', 'Jörg'];
    const args = [
      'C:\\keyferry-build\\keyferry.cjs',
      'exec',
      '--profile',
      'dev',
      '--',
      WINDOWS_NODE,
      '-e',
      script,
      '--',
      ...words,
    ];
    const started = user.spawn(WINDOWS_NODE, args);
    started.write(Buffer.from('from stdin'));
    const { code, stdout } = await started.end();
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 7, stdout: `${words.join('|')}\nfrom stdin` });
    const none = await user.keyferry(['exec', '--profile', 'dev', '--', 'no-such-program']);
    expect(none).toMatchObject({
      status: 127,
      stdout: '',
      stderr: expect.stringContaining('there is no such program'),
    });
  });

  it.skipIf(whyNotLong !== '')(`configure uses the list that the host saved${whyNotLong}`, async () => {
    const user = newUser();
    const roles = [
      { name: 'team-a-admin', accountName: 'Team A', roleName: 'AdministratorAccess' },
      { name: 'team-b-admin', accountName: 'Team B', accountId: '444455556666', roleName: 'AdministratorAccess' },
    ];
    user.put(user.config, '# mine\r\n[profile mine]\r\nregion = eu-west-1\r\n');
    expect(await user.ask(cliRequest(roles, { whole: true, template: '{account}-{role}' }))).toMatchObject({
      ok: true,
    });
    const before = user.read(user.config);
    expect(before.replaceAll('\r\n', '')).not.toContain('\n');
    expect(await user.keyferry(['configure'])).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('already up to date'),
    });
    user.put(user.config, '');
    expect(await user.keyferry(['configure'])).toMatchObject({ status: 0 });
    expect([...user.read(user.config).matchAll(/^\[profile (.*)\]\r?$/gm)].map(([, name]) => name)).toEqual([
      'team-a-admin',
      'team-b-admin',
    ]);
  });

  it.skipIf(whyNotLong !== '')(
    `the variable HOME, which another tool may set, does not change the place of the AWS folder${whyNotLong}`,
    async () => {
      const user = userWith(own('dev', HOUR_MS));
      const { stdout } = await user.keyferry(['status', '--json'], { HOME: '/c/Users/elsewhere' });
      expect(JSON.parse(stdout).file).toBe(user.credentials);
    },
  );
});
