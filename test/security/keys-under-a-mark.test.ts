import { describe, expect, it } from 'vitest';
import { profileName } from '../../core/names/profile-name.ts';
import { withProfiles } from '../../native-host/aws-files/profiles/credentials-file.ts';
import { whatWouldBeLost } from '../../native-host/aws-files/profiles/profile-owner.ts';
import { withoutProfiles } from '../../native-host/aws-files/profiles/remove-profile.ts';
import { storedProfiles } from '../../native-host/aws-files/profiles/stored-profile.ts';

const OWNER = { accountId: '111122223333', roleName: 'Admin', portal: 'https://demo.awsapps.com/start' };
const MARK = `x_keyferry = 1 ${OWNER.accountId} ${OWNER.roleName} ${OWNER.portal}\n`;
const SECRET = 'aws_secret_access_key = SECRETKEYFERRYEXAMPLEsecretEXAMPLE\n';
const FILE = { file: 'credentials' };

const write = (text: string) =>
  withProfiles(
    text,
    [
      {
        ...OWNER,
        name: profileName('p'),
        credentials: {
          accessKeyId: 'ASIAKEYFERRYEXAMPLE9',
          secretAccessKey: 'NEWSECRETKEYFERRYEXAMPLE',
          sessionToken: 'NEWTOKENKEYFERRYEXAMPLE',
          expiration: 1_900_000_000_000,
        },
      },
    ],
    { ...FILE, replace: false },
  );
const remove = (text: string) => withoutProfiles(text, ['p'], FILE);

/**
 * Sections with Keyferry's mark. Someone else has replaced the keys in them: Keyferry never writes keys in these forms.
 */
const foreign = {
  quoted: `[p]\naws_access_key_id = "AKIAKEYFERRYEXAMPLE1"\n${SECRET}${MARK}`,
  'on the line below': `[p]\naws_access_key_id =\n  AKIAKEYFERRYEXAMPLE1\n${SECRET}${MARK}`,
  'in lower case': `[p]\naws_access_key_id = akiakeyferryexample1\n${SECRET}${MARK}`,
  'a secret alone': `[p]\n${SECRET}${MARK}`,
};

describe('attack 12: keys in a marked section that Keyferry cannot have written', () => {
  for (const [how, text] of Object.entries(foreign)) {
    it(`are not replaced or removed, and are not listed as written by Keyferry: ${how}`, () => {
      expect(() => write(text)).toThrow(expect.objectContaining({ code: 'PROFILE_EXISTS' }));
      expect(() => remove(text)).toThrow(expect.objectContaining({ code: 'PROFILE_FOREIGN' }));
      expect(storedProfiles(text)[0]?.source).not.toBe('keyferry');
    });
  }

  it('are not lost if the section contains aws_access_key_id twice', () => {
    const twice = `[p]\naws_access_key_id = AKIAKEYFERRYEXAMPLE1\n${SECRET}aws_access_key_id = ASIAKEYFERRYEXAMPLE1\n${MARK}`;
    expect(() => write(twice)).toThrow(expect.objectContaining({ code: 'FILE_AMBIGUOUS' }));
    expect(() => remove(twice)).toThrow(expect.objectContaining({ code: 'FILE_AMBIGUOUS' }));
  });

  it('are not lost if the section has two different marks, because Keyferry does not write such a section', () => {
    const twice = `[p]\naws_access_key_id = ASIAKEYFERRYEXAMPLE1\n${SECRET}x_keyferry = 1 999999999999 Other ${OWNER.portal}\n${MARK}`;
    expect(() => write(twice)).toThrow(expect.objectContaining({ code: 'FILE_AMBIGUOUS' }));
  });

  it('attack 6: cause a question that contains no text from a forged mark', () => {
    const values = new Map([
      ['aws_access_key_id', 'ASIAKEYFERRYEXAMPLE1'],
      ['x_keyferry', '1 111122223333 Admin \u202ehttps://demo.awsapps.com/start\u001b[31m'],
    ]);
    expect(whatWouldBeLost(values, OWNER)).toBe('holds keys that you or another tool wrote, which would be lost');
  });
});
