import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  config,
  credentials,
  HOUR,
  INDIRECT,
  LONG_TERM,
  OTHER,
  own,
  SECRET,
  TOKEN,
  write,
  writeConfig,
} from './rig/aws-files.ts';
import { program, world } from './rig/each-world.ts';
import { PORTAL } from './rig/requests.ts';

describe('keyferry status', () => {
  it('lists the account, the role, the source of the keys and the time left of each profile', () => {
    write(own('dev', 6.2 * HOUR), own('old', -HOUR), LONG_TERM, OTHER, INDIRECT, '[empty]\n');
    const { stdout } = world.keyferry(['status']);
    expect(stdout).toMatch(/^PROFILE +ACCOUNT +ROLE +SOURCE +TIME LEFT$/m);
    expect(stdout).toMatch(/^dev +111122223333 +Admin +Keyferry +6 h 1\d min$/m);
    expect(stdout).toMatch(/^old +111122223333 +Admin +Keyferry +expired 1 h 0 min ago$/m);
    expect(stdout).toMatch(/^prod +- +- +long-term keys +no expiry$/m);
    expect(stdout).toMatch(/^other +- +- +another tool +unknown$/m);
    expect(stdout).toMatch(/^role +- +- +keys from elsewhere +unknown$/m);
  });

  it('also lists the profiles that are only in the config file', () => {
    write(own('dev', HOUR));
    writeConfig(
      [
        '[profile dev]\nregion = eu-west-1',
        '[profile "cli"]\nsso_session = corp\nsso_account_id = 444455556666\nsso_role_name = Admin',
        '[sso-session corp]\nsso_start_url = https://demo.awsapps.com/start',
        '[profile deploy]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = dev',
        '[default]\nregion = eu-west-1',
      ].join('\n'),
    );
    const { stdout } = world.keyferry(['status']);
    expect(stdout).toMatch(/^cli +444455556666 +Admin +SSO \(config file\) +-$/m);
    expect(stdout).toMatch(/^deploy +- +- +a role to assume \(config file\) +-$/m);
    expect(stdout).toMatch(/^default +- +- +no keys \(config file\) +-$/m);
    expect(stdout.match(/^dev /gm)).toHaveLength(1);
    expect(stdout).not.toContain('corp');
    const { profiles } = world.json(['status']).data;
    expect(profiles[0]).toMatchObject({ name: 'dev', file: credentials() });
    expect(profiles[1]).toMatchObject({
      name: 'cli',
      source: 'sso',
      line: 3,
      file: config(),
      accountId: '444455556666',
    });
    expect(profiles.map(({ source }: { source: string }) => source)).toEqual([
      'keyferry',
      'sso',
      'assume-role',
      'none',
    ]);
  });

  it('shows the time left as “about” for an expiry time without a time zone, and never treats the keys as expired', () => {
    write(
      OTHER,
      'expiration = 2001-01-01 00:00:00\n',
      OTHER.replace('other', 'later'),
      'expiration = 2099-01-01 00:00:00',
    );
    const { stdout } = world.keyferry(['status']);
    expect(stdout).toMatch(/^other .* another tool +expired about \d+ d \d+ h ago$/m);
    expect(stdout).toMatch(/^later .* another tool +about \d+ d \d+ h$/m);
    const [profile] = world.json(['status']).data.profiles;
    expect(profile).toMatchObject({ expired: false, expiryIsCertain: false });
  });

  it('attack 25: if HOME is not set, finds the home folder in the system’s list of users', () => {
    const command = [program, 'status', '--json'];
    const { stdout } = spawnSync(process.execPath, command, { env: { PATH: process.env.PATH }, encoding: 'utf8' });
    expect(JSON.parse(stdout).file).toBe(join(userInfo().homedir, '.aws/credentials'));
  });

  it('prints control characters as escapes in JSON, so that a terminal does not act on them', () => {
    const odd = 'a\u009b31m\u202e\u200f\u{e0041}\u2028';
    write(`[${odd}]\naws_access_key_id = ASIAKEYFERRYEXAMPLE2\n`);
    const { stdout, data } = world.json(['status']);
    expect(data.profiles[0].name).toBe(odd);
    expect(stdout).not.toMatch(/[^\n\x20-\x7e]/);
    expect(stdout).toContain('\\u009b31m\\u202e\\u200f\\udb40\\udc41\\u2028');
  });

  it('--json prints the profiles as JSON', () => {
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
    expect(data.profiles[0].secondsLeft).toBeGreaterThan(3500);
    expect(data.profiles[1]).toMatchObject({ name: 'old', expired: true, secondsLeft: 0 });
  });

  it.each([
    ['0001-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
    ['0050-06-01T00:00:00Z', '1970-01-01T00:00:00Z'],
    ['-000001-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
    ['1969-12-31T23:59:59Z', '1970-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59-05:00', '9999-12-31T23:59:59Z'],
    ['+275760-09-13T00:00:00Z', '9999-12-31T23:59:59Z'],
  ])('shows the expiry time %s, which is outside the range of the output format, as %s', (written, end) => {
    write(own('dev', HOUR).replace(/expires = .*/, `expires = ${written}`));
    const [profile] = world.json(['status']).data.profiles;
    const expired = end < '2000';
    expect(profile).toMatchObject({ expiresAt: end, expired });
    const { status, stdout, stderr } = world.keyferry(['env', '--profile', 'dev', '--shell', 'dotenv']);
    expect(status).toBe(expired ? 1 : 0);
    expect(expired ? stderr : stdout).toContain(expired ? `(${end})` : `AWS_CREDENTIAL_EXPIRATION=${end}\n`);
  });

  it('reports on stderr and in JSON which settings and keys tools would use instead of a live profile', () => {
    const live = (more: string) =>
      `[profile dev]\ncredential_process = /k/keyferry credential-process --profile dev\n${more}x_keyferry = 1 111122223333 Admin ${PORTAL}\n`;
    writeFileSync(join(world.home, '.aws', 'config'), live('sso_account_id = 111122223333\n'));
    write(own('dev', HOUR));
    const env = { AWS_ACCESS_KEY_ID: 'AKIAKEYFERRYEXAMPLE1', AWS_PROFILE: 'dev' };
    const { stderr } = world.keyferry(['status'], env);
    expect(stderr).toContain('keyferry: AWS_ACCESS_KEY_ID is set: tools started here use these keys');
    expect(stderr).toMatch(
      /The live profile dev \(line 1 of .*config\) also has sso_account_id, which tools would use/,
    );
    expect(stderr).toMatch(/The live profile dev .* has keys in the credentials file \(line 1 there\)/);
    expect(stderr).not.toContain('AKIA');
    expect(JSON.parse(world.keyferry(['status', '--json'], env).stdout).shadows).toHaveLength(3);
    const chosen = { AWS_PROFILE: 'a\u001b[2J' };
    expect(world.keyferry(['status'], chosen).stderr).toContain(
      'AWS_PROFILE is set: tools started here use the profile a\ufffd[2J.',
    );
    writeFileSync(join(world.home, '.aws', 'config'), live(''));
    write(own('other', HOUR));
    expect(world.keyferry(['status'])).toMatchObject({ stderr: '' });
  });

  it('attack 29: never prints a secret, in the table or in JSON', () => {
    write(own('dev', HOUR), LONG_TERM, OTHER);
    const all = world.keyferry(['status']).stdout + world.keyferry(['status', '--json']).stdout;
    expect(all.match(/\bprod\b/g)).toHaveLength(2);
    for (const secret of [SECRET, TOKEN, 'KEYFERRYEXAMPLE', 'ASIA', 'AKIA']) expect(all).not.toContain(secret);
  });

  it('ignores a mark of Keyferry if it has control characters, and prints no control characters', () => {
    write(own('dev', HOUR, '', '\u001b[31m'), '[x\u001b[2Jy]\naws_access_key_id = ASIAKEYFERRYEXAMPLE1\n');
    const { stdout } = world.keyferry(['status']);
    expect(stdout).not.toContain('\u001b');
    expect(world.json(['status']).data.profiles[0]).toMatchObject({ source: 'other-tool', accountId: null });
  });

  it.runIf(process.getuid?.() === 0)(
    'reports a file that the user has no permission to read, as env and clean do (needs root)',
    () => {
      write(own('dev', HOUR));
      chmodSync(world.root, 0o755);
      chmodSync(world.home, 0o755);
      chmodSync(world.path('.aws'), 0o755);
      for (const args of [['status'], ['env', '--profile', 'dev', '--shell', 'bash'], ['clean', '--dry-run']]) {
        const options = { env: world.env(), uid: 65534, cwd: '/', encoding: 'utf8' } as const;
        const { status, stderr } = spawnSync(process.execPath, [program, ...args], options);
        const sentence = `keyferry: ${credentials()} could not be read (the system denies permission). Nothing was changed. Fix that, then try again.\n`;
        expect({ status, stderr }).toEqual({ status: 1, stderr: sentence });
      }
    },
  );

  it('says that there are no profiles if there is no file', () => {
    expect(world.keyferry(['status'])).toEqual({
      status: 0,
      stdout: '',
      stderr: `keyferry: There are no profiles in ${credentials()}. Write one in the popup.\n`,
    });
    expect(world.json(['status']).data.profiles).toEqual([]);
  });

  it('attack 25: reads the file at the path in AWS_SHARED_CREDENTIALS_FILE, and refuses a relative path', () => {
    write(own('dev', HOUR));
    writeFileSync(world.path('elsewhere'), own('there', HOUR));
    const extra = { AWS_SHARED_CREDENTIALS_FILE: world.path('elsewhere') };
    expect(world.keyferry(['status'], extra).stdout).toContain('there');
    expect(world.keyferry(['status'], { AWS_SHARED_CREDENTIALS_FILE: 'elsewhere' })).toMatchObject({ status: 1 });
  });
});
