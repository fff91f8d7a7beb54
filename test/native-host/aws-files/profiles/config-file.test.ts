import { describe, expect, it } from 'vitest';
import { configRegions, refuseShadowed, usedSources } from '../../../../native-host/aws-files/profiles/config-file.ts';

const check = (text: string, name = 'dev') => refuseShadowed(text, new Set([name]), '/c');
const refusedWith = (code: string, words: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(words) });

describe('refuseShadowed', () => {
  it.each([
    ['[profile dev]\nsso_session = corp', 'an SSO profile'],
    ['[profile dev]\nsso_start_url = https://x\nsso_account_id = 1', 'an SSO profile'],
    ['[profile "dev"]\nsso_session = corp', 'an SSO profile'],
    ["[profile  'dev' ]\nsso_session = corp", 'an SSO profile'],
    ['[profile\tdev]\nsso_session = corp', 'an SSO profile'],
    ['[profile dev]\nrole_arn = a\nsource_profile = b', 'an assume-role profile'],
    ['[profile dev]\nrole_arn = a\nweb_identity_token_file = b', 'a web identity profile'],
    ['[profile dev]\nregion = r\n[profile dev]\nsso_session = corp', 'an SSO profile'],
  ])('refuses to write keys for a profile if the config file has %j', (text, what) => {
    expect(() => check(text)).toThrow(refusedWith('PROFILE_SHADOWED', what));
  });

  it('names the line of the config file in the error', () => {
    expect(() => check('# a\n[default]\n[profile dev]\nsso_session = c\n')).toThrow('line 3');
  });

  it('recognises both headers that the default profile can have', () => {
    for (const header of ['default', 'profile default']) {
      expect(() => check(`[${header}]\nsso_session = c\n`, 'default')).toThrow('an SSO profile');
    }
  });

  it.each(['credential_process = x', 'login_session = x', 'aws_access_key_id = AKIA'])(
    'says that tools would no longer use the line %s after Keyferry writes keys',
    (line) => {
      const text = `[profile dev]\n${line}\n[profile other]\n${line}\n`;
      expect(() => check(text)).not.toThrow();
      expect([...usedSources(text, new Set(['dev']))]).toEqual([
        ['dev', expect.stringMatching(/, which would no longer be used$/)],
      ]);
    },
  );

  it.each([
    '',
    '[profile dev]\nregion = r\n',
    '[dev]\nsso_session = c\n',
    '[sso-session dev]\nsso_start_url = u\n',
    '[profile devil]\nsso_session = c\n',
  ])('accepts a profile if the config file is %j', (text) => {
    expect(() => check(text)).not.toThrow();
    expect(usedSources(text, new Set(['dev'])).size).toBe(0);
  });
});

describe('configRegions', () => {
  it.each([
    ['[profile dev]\nregion = eu-west-1', 1],
    ['# a\n[profile "dev"]\nregion=eu-west-1\n', 2],
    ['[default]\nregion = x\n[profile dev]\nREGION = eu-west-1\n', 3],
  ])('finds the region of %j', (text, line) => {
    expect([...configRegions(text, new Set(['dev']))]).toEqual([['dev', { region: 'eu-west-1', line }]]);
  });

  it.each(['', '[profile dev]\nregion =\n', '[profile other]\nregion = eu-west-1\n', '[dev]\nregion = eu-west-1\n'])(
    'finds no region in %j',
    (text) => {
      expect(configRegions(text, new Set(['dev'])).size).toBe(0);
    },
  );
});
