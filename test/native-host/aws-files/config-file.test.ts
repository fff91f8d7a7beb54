import { describe, expect, it } from 'vitest';
import { refuseShadowed } from '../../../native-host/aws-files/config-file.ts';

const check = (text: string, { name = 'dev', replace = false } = {}) =>
  refuseShadowed(text, new Set([name]), { file: '/c', replace });
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
  ])('refuses a name that is %j, also when replacing', (text, what) => {
    expect(() => check(text)).toThrow(refusedWith('PROFILE_SHADOWED', what));
    expect(() => check(text, { replace: true })).toThrow(refusedWith('PROFILE_SHADOWED', what));
  });

  it('names the line', () => {
    expect(() => check('# a\n[default]\n[profile dev]\nsso_session = c\n')).toThrow('line 3');
  });

  it('knows both spellings of the default profile', () => {
    for (const header of ['default', 'profile default']) {
      expect(() => check(`[${header}]\nsso_session = c\n`, { name: 'default' })).toThrow('an SSO profile');
    }
  });

  it.each(['credential_process = x', 'login_session = x', 'aws_access_key_id = AKIA'])(
    'asks before it puts %s out of use',
    (line) => {
      expect(() => check(`[profile dev]\n${line}\n`)).toThrow(refusedWith('PROFILE_EXISTS', 'dev'));
      expect(() => check(`[profile dev]\n${line}\n`, { replace: true })).not.toThrow();
    },
  );

  it.each([
    '',
    '[profile dev]\nregion = r\n',
    '[dev]\nsso_session = c\n',
    '[sso-session dev]\nsso_start_url = u\n',
    '[profile devil]\nsso_session = c\n',
  ])('lets %j pass', (text) => {
    expect(() => check(text)).not.toThrow();
  });
});
