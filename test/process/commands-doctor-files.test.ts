import { chmodSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkObstacles, mountPoints } from '../../native-host/cli/doctor/aws-obstacles.ts';
import { credentials, HOUR, INDIRECT, LONG_TERM, own, SECRET, write, writeConfig } from './rig/aws-files.ts';
import { world } from './rig/each-world.ts';
import { PORTAL } from './rig/requests.ts';

describe('keyferry doctor on the two AWS files', () => {
  function texts(): { id: string; severity: string; sentence: string; remedy: string; line?: number }[] {
    const { checks } = world.json(['doctor']).data;
    return checks.filter(({ id }: { id: string }) => id.endsWith('-text'));
  }
  const found = () => texts().map(({ id, severity, line }) => [id, severity, line]);

  it('finds no problem in files that Keyferry and the AWS CLI write', () => {
    write(own('dev', HOUR), LONG_TERM);
    writeConfig('[default]\nregion = eu-west-1\ns3 =\n  max_concurrent_requests = 2\n[profile a]\n[sso-session b]\n');
    expect(found()).toEqual([
      ['credentials-text', 'ok', undefined],
      ['config-text', 'ok', undefined],
    ]);
  });

  it('says that a file does not exist, and finds no problem in an empty file', () => {
    const sentences = () => texts().map(({ sentence }) => sentence);
    expect(sentences()).toEqual(
      [credentials(), world.path('.aws/config')].map((file) => `${file} does not exist yet.`),
    );
    write('');
    expect(sentences()[0]).toBe(`Every tool reads ${credentials()} the same way.`);
  });

  it.each([
    ['a duplicate section', '[a]\nk = 1\n[b]\n[a]\n', 'error', 4, /second section \[a\] \(the first is on line 1\)/],
    ['a duplicate key', '[a]\nk = 1\nK = 2\n', 'error', 3, /sets k again \(the first is on line 2\)/],
    ['a byte order mark', '\ufeff[a]\nk = 1\n', 'error', 1, /byte order mark/],
    ['a lone carriage return', '[a]\nk = 1\rj = 2\n', 'error', 2, /line break/],
    ['text before the first section', 'k = 1\n[a]\n', 'error', 1, /before the first section/],
    ['a line of an unknown kind', '[a]\nwhat\n', 'error', 2, /is no section, comment or setting/],
    ['an indented key', '[a]\nk = 1\n  j = 2\n', 'warning', 3, /is indented/],
    ['a bad name', '[a]\n[my profile]\n', 'warning', 2, /not every tool can read/],
    ['DEFAULT', '[DEFAULT]\nregion = x\n', 'warning', 1, /copies into every profile/],
    ['__proto__', '[a]\n[__proto__]\n', 'error', 2, /SDK for JavaScript reads nothing of the file/],
    ['an unclosed header', '[a]\n[b\n', 'error', 2, /no \] after its name/],
    ['a nested line without =', '[a]\ns3 =\n  fast\n', 'error', 3, /has no =/],
    ['a comment after a value', '[a]\nregion = x # y\n', 'warning', 2, /the AWS CLI reads it as part of the value/],
    ['an indented first key', '[a]\n  region = x\n', 'warning', 2, /older versions of the AWS SDK for Go/],
    ['quotes', '[a]\nregion = "x"\n', 'warning', 2, /has quotes around/],
    ['a colon', '[a]\nregion: x\n', 'warning', 2, /SDK for JavaScript ignores the setting/],
    ['an upper-case key', '[a]\nRegion = x\n', 'warning', 2, /capital letters/],
    [
      'an older token',
      '[a]\naws_security_token = A\naws_session_token = B\n',
      'warning',
      2,
      /the AWS CLI uses the token on this line/,
    ],
    [
      'a comment that touches its header',
      '[a]\n[b]; c\n',
      'warning',
      2,
      /is not a header for the AWS SDK for JavaScript/,
    ],
    ['the word `profile` of the config file', '[profile x]\n', 'warning', 1, /belongs in the config file only/],
  ])('reports %s, and names the line', (_what, text, severity, line, sentence) => {
    write(text);
    const [check, ...rest] = texts().filter(({ id }) => id === 'credentials-text');
    expect(check).toMatchObject({ severity, line, sentence: expect.stringMatching(sentence) });
    expect(check?.remedy).not.toBe('');
    expect(check?.sentence).toContain(`Line ${line} of ${credentials()}`);
    expect(rest).toEqual([]);
  });

  it.each([
    ['[profile my own]\nregion = x\n', /contains a blank.*Rename the profile \[profile my own\]/],
    ['[profile "my own"]\nregion = x\n', /contains a blank/],
    ['[profile pö]\nregion = x\n', /only letters, digits/],
    ['[DEFAULT]\nregion = x\n', /copies into every profile.*Move its settings/],
    ['[profile DEFAULT]\nregion = x\n', /botocore/],
  ])('reports a section with a bad name in the config file, and names its line: %j', (text, said) => {
    writeConfig(`# mine\n${text}`);
    const checks = texts().filter(({ id }) => id === 'config-text');
    expect(checks).toMatchObject([{ severity: 'warning', line: 2 }]);
    expect(`${checks[0]?.sentence} ${checks[0]?.remedy}`).toMatch(said);
  });

  it('accepts profile names that every tool can read, even names that Keyferry never uses', () => {
    write('[111122223333/Admin]\n[_a:b%c]\n');
    writeConfig('[profile 111122223333/Admin]\n[profile _a:b%c]\n');
    expect(found().map(([, severity]) => severity)).toEqual(['ok', 'ok']);
  });

  it('reports a config file that other users can write to, or a config file with keys that other users can read', () => {
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

  it('attack 21: reports a lock folder in which another program has made a file, but no empty lock folder', () => {
    write(own('dev', HOUR));
    const lock = `${credentials()}.lock`;
    const locks = () => {
      const { checks } = world.json(['doctor']).data;
      return checks.filter(({ sentence }: { sentence: string }) => sentence.startsWith(lock));
    };
    mkdirSync(lock);
    expect(locks()).toEqual([]);
    writeFileSync(join(lock, 'x'), '');
    expect(locks()).toMatchObject([
      { id: 'credentials-file', severity: 'error', remedy: expect.stringContaining(lock) },
    ]);
  });

  it('attack 21: reports a file that is mounted without its folder', () => {
    write(own('dev', HOUR));
    const mounts = (path: string) => `36 35 98:0 /x ${path.replaceAll(' ', '\\040')} rw,noatime - ext3 /dev/root rw\n`;
    expect(mountPoints(mounts('/a b'))).toEqual(['/a b', '']);
    expect(checkObstacles(credentials(), 'credentials-file', mounts(dirname(credentials())))).toEqual([]);
    expect(checkObstacles(credentials(), 'credentials-file', mounts(realpathSync(credentials())))).toMatchObject([
      { severity: 'error', remedy: expect.stringMatching(/^Mount the folder .*, not the file/) },
    ]);
  });

  it('reports an SSO profile if the credentials file has keys with the same name, and names the profile’s line', () => {
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
      'a session with a region that differs from Keyferry’s session',
      `[sso-session s]\n${START}/#/\n# why\nsso_region = us-east-1\n[sso-session k]\n${START}\nsso_region = eu-west-1\nx_keyferry_session = 1 ${PORTAL}\n`,
      4,
      /region us-east-1, so .*sso_region = eu-west-1/,
    ],
    [
      'a profile with a region that differs from the region in the portal’s address',
      `[profile p]\nsso_start_url = https://x.portal.eu-west-1.app.aws\nsso_region = us-east-1\n${ROLE}`,
      3,
      /sso_region = eu-west-1/,
    ],
    [
      'a session with a region that has an invalid name',
      `[sso-session s]\n${START}\nsso_region = Virginia\n[sso-session k]\n${START}\nsso_region = eu-west-1\nx_keyferry_session = 1 ${PORTAL}\n`,
      3,
      /into a region with an invalid name, so /,
    ],
    [
      'a session and a profile with different regions',
      `[sso-session s]\n${START}\nsso_region = us-east-1\n[profile p]\n${START}\nsso_region = eu-west-1\n${ROLE}`,
      6,
      /eu-west-1, and line 3 into the region us-east-1/,
    ],
    [
      'a session that does not exist',
      `[profile p]\n${ROLE}sso_session = gone\n`,
      4,
      /session gone, which does not exist/,
    ],
    [
      'a profile that contradicts its session',
      `[sso-session s]\n${START}\nsso_region = us-east-1\n[profile p]\nsso_session = s\nsso_region = eu-west-1\n${ROLE}`,
      6,
      /a different sso_region than the session s \(line 1\).*Remove/,
    ],
    [
      'a start URL without its end',
      '[sso-session s]\nsso_start_url = https://demo.awsapps.com\nsso_region = us-east-1\n',
      2,
      /no start URL of an access portal.*https:\/\/demo\.awsapps\.com\/start/,
    ],
  ])('reports %s, with its line and a remedy', (_what, text, line, said) => {
    writeConfig(text);
    const checks = texts().filter(({ id }) => id === 'config-text');
    expect(checks).toMatchObject([{ severity: 'warning', line }]);
    expect(`${checks[0]?.sentence} ${checks[0]?.remedy}`).toMatch(said);
  });

  it('compares the region of a session with the region of the portal in the stored list of roles', () => {
    writeConfig(`[sso-session s]\n${START}\nsso_region = us-east-1\n`);
    expect(found()).toContainEqual(['config-text', 'ok', undefined]);
    const list = { version: 1, portal: PORTAL, region: 'eu-west-1', form: 'session', accounts: [] };
    mkdirSync(world.path('.local/share/keyferry/portals'), { recursive: true });
    writeFileSync(world.path(`.local/share/keyferry/portals/${'0'.repeat(32)}.json`), JSON.stringify(list));
    expect(found()).toContainEqual(['config-text', 'warning', 3]);
  });

  it('finds no problem in correct SSO profiles, whether a person, the AWS CLI or Keyferry has written them', () => {
    writeConfig(
      `[sso-session s]\n${START}#/\nsso_region = us-east-1\n[sso-session b]\nsso_start_url = https://view.awsapps.com/start\nsso_region = us-east-1\n[profile p]\nsso_session = s\n${ROLE}[sso-session "t"]\n[profile r]\nsso_session = t\n[profile q]\n${START}\nsso_region = us-east-1\n${ROLE}`,
    );
    expect(found()).toContainEqual(['config-text', 'ok', undefined]);
  });

  it('reports a header without the word profile, and a file that is not UTF-8', () => {
    writeConfig('[dev]\nregion = x\n');
    writeFileSync(credentials(), Buffer.from([0x5b, 0xff, 0x5d]));
    expect(found()).toEqual([
      ['credentials-text', 'error', undefined],
      ['config-text', 'warning', 1],
    ]);
  });

  it('exits with 0 after a warning about a file that other users can read, and with 1 after an error', () => {
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

  it('attack 29: prints no value from the two AWS files', () => {
    write(own('dev', HOUR).replaceAll('x_keyferry', 'aws_session_token'), `stray ${SECRET}`);
    writeConfig(`[a]\nk = 1\n  ${SECRET}\n`);
    const { stdout } = world.keyferry(['doctor']);
    expect(stdout).toMatch(/^error +credentials-text /m);
    expect(stdout).toMatch(/^warning +config-text /m);
    expect(stdout).not.toContain('EXAMPLE');
  });
});
