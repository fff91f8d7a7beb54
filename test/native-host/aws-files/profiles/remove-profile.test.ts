import { describe, expect, it } from 'vitest';
import { withoutProfiles } from '../../../../native-host/aws-files/profiles/remove-profile.ts';
import { cpuTimeOf } from '../../../cpu-time.ts';

const PORTAL = 'https://demo.awsapps.com/start';
const OTHER = 'https://other.awsapps.com/start';
const file = '/home/jo/.aws/credentials';

const ours = (name: string, portal = PORTAL, more = '') =>
  `[${name}]\naws_access_key_id = ASIAKEYFERRYEXAMPLE1\naws_secret_access_key = secretEXAMPLE\n` +
  `aws_session_token = tokenEXAMPLE\nregion = eu-west-1\nx_security_token_expires = 2026-11-21T17:32:00Z\n` +
  `x_keyferry = 1 111122223333 Admin ${portal}\n${more}`;
const MINE = '# mine\n[mine]\naws_access_key_id = AKIAKEYFERRYEXAMPLE1\naws_secret_access_key = mineEXAMPLE\n';

const remove = (text: string, names: readonly string[], portal?: string) =>
  withoutProfiles(text, names, { file, portal });

describe('removing profiles', () => {
  it('removes the keys that Keyferry wrote and keeps every other byte', () => {
    const text = `${MINE}${ours('a')}${ours('b')}${ours('c')}`;
    expect(remove(text, ['a', 'c'])).toBe(`${MINE}${ours('b')}`);
  });

  it('keeps the user’s own settings of a section', () => {
    const text = remove(ours('a', PORTAL, 'output = json\n'), ['a']);
    expect(text).toContain('output = json');
    expect(text).not.toMatch(/EXAMPLE|x_keyferry/);
  });

  it.each([
    ['mine', 'PROFILE_FOREIGN'],
    ['tool', 'PROFILE_FOREIGN'],
    ['old-mark', 'PROFILE_FOREIGN'],
    ['forged', 'PROFILE_FOREIGN'],
    ['none', 'PROFILE_UNKNOWN'],
    ['twice', 'FILE_AMBIGUOUS'],
  ])('attack 12: fails for the profile %s with the error %s, and then removes no profile', (name, code) => {
    const tool = '[tool]\naws_access_key_id = ASIAOTHERTOOLEXAMPLE\naws_secret_access_key = toolEXAMPLE\n';
    const oldMark = ours('old-mark').replace('ASIA', 'AKIA');
    const forged = ours('forged').replace('111122223333', '1111');
    const text = `${MINE}${tool}${oldMark}${forged}${ours('twice')}${ours('twice')}${ours('a')}`;
    expect(() => remove(text, ['a', name])).toThrow(expect.objectContaining({ code }));
  });

  it('removes only profiles of the given portal', () => {
    const text = `${ours('a')}${ours('b', OTHER)}`;
    expect(() => remove(text, ['b'], PORTAL)).toThrow(expect.objectContaining({ code: 'PROFILE_FOREIGN' }));
    expect(remove(text, ['b'], OTHER)).toBe(ours('a'));
  });

  it('removes thousands of profiles in linear time, with the same result as if it removed them one by one', () => {
    const names = Array.from({ length: 20 }, (_, n) => `p${n}`);
    const mixed = names.map((name, n) => ours(name, PORTAL, n % 3 === 0 ? 'output = json\n' : '')).join('\n');
    expect(remove(mixed, names)).toBe(names.reduce((now, name) => remove(now, [name]), mixed));

    const all = Array.from({ length: 10_000 }, (_, n) => `p${n}`);
    const text = all.map((name) => ours(name)).join('\n');
    const time = cpuTimeOf(() => expect(remove(text, all).trim()).toBe(''));
    // The removal takes half a second. It would take minutes if Keyferry read the file once for each name.
    expect(time).toBeLessThan(15_000);
  });
});
