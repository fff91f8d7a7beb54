import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { findSection } from '#core/ini/document.ts';
import { profileName } from '#core/names/profile-name.ts';
import {
  refuseCollisions,
  type WantedProfile,
  withProfiles,
} from '../../../../native-host/aws-files/profiles/credentials-file.ts';
import { CANARY, keysFor, PORTAL } from '../../../process/rig/requests.ts';

const wanted = (changes: Partial<Omit<WantedProfile, 'name'>> & { name?: string } = {}): WantedProfile => ({
  accountId: '111122223333',
  roleName: 'Admin',
  portal: PORTAL,
  credentials: { ...keysFor('0'), expiration: 1_900_000_000_000 },
  ...changes,
  name: profileName(changes.name ?? 'dev'),
});

const write = (text: string, profile = wanted(), replace = false) =>
  withProfiles(text, [profile], { file: '/c', replace });

function refusal(work: () => unknown): KeyferryError {
  try {
    work();
  } catch (error) {
    if (error instanceof KeyferryError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const MARKER = `x_keyferry = 1 111122223333 Admin ${PORTAL}`;

describe('withProfiles', () => {
  it('writes the keys, the role and the expiry into the profile', () => {
    const { accessKeyId, secretAccessKey, sessionToken } = keysFor('0');
    expect(write('', wanted({ region: 'eu-west-1' }))).toBe(
      [
        '[dev]',
        `aws_access_key_id = ${accessKeyId}`,
        `aws_secret_access_key = ${secretAccessKey}`,
        `aws_session_token = ${sessionToken}`,
        'region = eu-west-1',
        'x_security_token_expires = 2030-03-17T17:46:40Z',
        MARKER,
        '',
      ].join('\n'),
    );
  });

  it('writes no region for a profile if the config file already has a region for it', () => {
    const options = { file: '/c', replace: false, regions: new Map([['dev', {}]]) };
    const text = withProfiles(
      '',
      [wanted({ region: 'eu-west-1' }), wanted({ name: 'b', region: 'eu-west-1' })],
      options,
    );
    expect(findSection(text, 'dev')?.values.has('region')).toBe(false);
    expect(findSection(text, 'b')?.values.get('region')).toBe('eu-west-1');
  });

  it('updates Keyferry’s own section without a question, and keeps the user’s settings and comments there', () => {
    const before = `# top\n[other]\na = b\n[dev] # mine\noutput=json\nregion =  us-west-2 \naws_access_key_id=OLD\n  # note\naws_security_token = STALE\n${MARKER}\ns3 =\n  max = 1\n[last]\n`;
    const after = write(before, wanted({ region: 'eu-west-1' }));
    const { values } = findSection(after, 'dev') ?? { values: new Map() };
    expect(values.get('region')).toBe('us-west-2');
    expect(values.get('output')).toBe('json');
    expect(values.get('s3')).toBe('\nmax = 1');
    expect(values.has('aws_security_token')).toBe(false);
    expect(values.get('aws_access_key_id')).toBe(keysFor('0').accessKeyId);
    expect(after.startsWith('# top\n[other]\na = b\n[dev] # mine\noutput=json\nregion =  us-west-2 \n')).toBe(true);
    expect(after).toContain('  # note\n');
    expect(after.endsWith('s3 =\n  max = 1\n[last]\n')).toBe(true);
    expect(write(after, wanted({ region: 'eu-west-1' }))).toBe(after);
  });

  it.each([
    ['aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = s', 'long-term'],
    [`aws_access_key_id = AKIAEXAMPLE\n${MARKER}`, 'long-term'],
    ['aws_access_key_id = ASIAEXAMPLE\naws_session_token = t', 'another tool'],
    ['credential_process = /bin/x', 'credential_process'],
    [`${MARKER}\ncredential_process = /bin/x`, 'credential_process'],
    ['role_arn = arn:aws:iam::1:role/x\nsource_profile = y', 'role_arn'],
    ['source_profile = y', 'another way'],
    ['sso_session = corp', 'another way'],
    [`aws_access_key_id = ASIAX\nx_keyferry = 1 111122223333 Other ${PORTAL}`, 'Other in account 111122223333'],
    [`aws_access_key_id = ASIAX\nx_keyferry = 1 999922223333 Admin ${PORTAL}`, '999922223333'],
    ['x_keyferry = 1 111122223333 Admin https://evil.awsapps.com/start', 'https://evil.awsapps.com/start'],
    [`x_keyferry = 2 111122223333 Admin ${PORTAL}`, 'not written by Keyferry'],
    [`x_keyferry = 1 111122223333 Admin ${PORTAL} more`, 'not written by Keyferry'],
    ['region = eu-west-1', 'not written by Keyferry'],
    ['', 'not written by Keyferry'],
  ])('attack 12: asks before it replaces %j, and says what would be lost', (body, words) => {
    const text = `[dev]\n${body}\n`;
    const error = refusal(() => write(text));
    expect(error.code).toBe('PROFILE_EXISTS');
    expect(error.message).toContain(words);
    expect(error.message).not.toMatch(/AKIAEX|ASIAEX/);
  });

  const ann = 'a'.repeat(32);
  const bob = 'b'.repeat(32);
  const byAnn = `aws_access_key_id = ASIAX\n${MARKER} u:${ann}`;

  it('attack 50: writes the portal’s user into the mark of a profile, and updates a profile of this user without a question', () => {
    const before = `[dev]\n${byAnn}\n`;
    expect(write(before, wanted({ user: ann }))).toContain(`${MARKER} u:${ann}\n`);
    expect(write('', wanted())).toContain(`${MARKER}\n`);
  });

  it.each([
    [byAnn, bob, 'another user of the portal'],
    [byAnn, undefined, 'another user of the portal'],
    [`aws_access_key_id = ASIAX\n${MARKER}`, ann, 'does not say to which user'],
    [`aws_access_key_id = ASIAX\n${MARKER} u:${ann.toUpperCase()}`, ann, 'you or another tool wrote'],
    [`aws_access_key_id = ASIAX\n${MARKER} u:${ann} more`, ann, 'you or another tool wrote'],
    [`aws_access_key_id = ASIAX\n${MARKER} v:${ann}`, ann, 'you or another tool wrote'],
  ])('attack 50: asks before it replaces the section %j with keys of the user %s', (body, user, words) => {
    const error = refusal(() => write(`[dev]\n${body}\n`, wanted({ user })));
    expect(error.code).toBe('PROFILE_EXISTS');
    expect(error.message).toContain(words);
  });

  it('after a confirmation, removes only the old settings that tools would use instead of the new keys', () => {
    const before = '[dev]\nregion = r\ncredential_process = x\nrole_arn = a\nsource_profile = b\nmfa_serial = m\n# c\n';
    const { values } = findSection(write(before, wanted(), true), 'dev') ?? { values: new Map() };
    expect([...values.keys()].sort()).toEqual([
      'aws_access_key_id',
      'aws_secret_access_key',
      'aws_session_token',
      'region',
      'x_keyferry',
      'x_security_token_expires',
    ]);
    expect(write(before, wanted(), true)).toContain('# c\n');
  });

  describe('attack 12: the user’s confirmation', () => {
    const LONG = 'aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = sEXAMPLE\n';
    const answer = (text: string, seen: string | number | undefined, name = 'dev') =>
      withProfiles(text, [wanted({ name })], { file: '/c', replace: true, seen: String(seen) });
    const seenOf = (text: string, name = 'dev') => refusal(() => write(text, wanted({ name }))).params.seen;

    it('covers the profile that the question was about', () => {
      const text = `[dev]\n${LONG}`;
      expect(seenOf(text)).toMatch(/^[0-9a-f]{32}$/);
      expect(answer(text, seenOf(text))).toBe(write(text, wanted(), true));
      expect(answer('', seenOf('', 'default'), 'default')).toBe(write('', wanted({ name: 'default' }), true));
    });

    it.each([
      ['other long-term keys', 'dev', `[dev]\n${LONG}`, `[dev]\n${LONG.replace('AKIAEXAMPLE', 'AKIAOTHEREXAMPLE')}`],
      ['other keys', 'dev', '[dev]\nregion = r\n', '[dev]\nregion = r\naws_access_key_id = ASIAEXAMPLE\n'],
      ['another role', 'dev', '[dev]\nrole_arn = a\n', '[dev]\nrole_arn = b\n'],
      ['more than there was', 'dev', `[dev]\n${LONG}`, `[dev]\n${LONG}output = json\n`],
      ['a section that came since', 'default', '', `[default]\n${LONG}`],
    ])('does not cover a section that now contains %s', (_, name, asked, now) => {
      const seen = seenOf(asked, name);
      const again = refusal(() => answer(now, seen, name));
      expect(again.code).toBe('PROFILE_EXISTS');
      expect(again.params.seen).not.toBe(seen);
      expect(answer(now, again.params.seen, name)).toContain('x_keyferry = 1');
    });

    it('covers several profiles of one question, and no other profile', () => {
      const profiles = ['a', 'b', 'c'].map((name) => wanted({ name }));
      const of = (text: string, circumstances: object) =>
        withProfiles(text, profiles, { file: '/c', replace: false, ...circumstances });
      const text = `[a]\n${LONG}[b]\n${LONG}`;
      const { seen } = refusal(() => of(text, {})).params;
      expect(of(text, { replace: true, seen })).toBe(of(text, { replace: true }));
      expect(refusal(() => of(`${text}[c]\n${LONG}`, { replace: true, seen })).code).toBe('PROFILES_EXIST');
    });

    it('attack 29: belongs to a fingerprint of the section, and this fingerprint contains no secret', () => {
      const secrets =
        'aws_secret_access_key = oneEXAMPLE\naws_session_token = twoEXAMPLE\ncredential_process = p three\n';
      expect(seenOf(`[dev]\n${secrets.replace(/one|two|three/g, 'another')}`)).toBe(seenOf(`[dev]\n${secrets}`));
    });
  });

  it('attack 45: treats a role with the same name and account in another portal as another role', () => {
    const mine = write('');
    const foreign = wanted({ portal: 'https://evil.awsapps.com/start' });
    expect(refusal(() => write(mine, foreign)).message).toContain('another portal');
  });

  it('asks once before it writes the default profile, then updates it without a question', () => {
    const profile = wanted({ name: 'default' });
    expect(refusal(() => write('', profile)).code).toBe('PROFILE_DEFAULT');
    const text = write('', profile, true);
    expect(write(text, profile)).toBe(text);
  });

  it('writes all profiles, or no profile if one profile is refused', () => {
    const profiles = [wanted({ name: 'a' }), wanted()];
    expect(() => withProfiles('[dev]\n', profiles, { file: '/c', replace: false })).toThrow('dev');
    expect(refusal(() => refuseCollisions([wanted(), wanted({ roleName: 'Other' })])).code).toBe('NAMES_COLLIDE');
  });

  it('attack 12: asks one question that says what each of several profiles would lose, and refuses too many profiles', () => {
    const of = (count: number) => Array.from({ length: count }, (_, at) => wanted({ name: `dev-${at}` }));
    const attempt = (count: number) => {
      const text = of(count).map(({ name }) => `[${name}]\naws_access_key_id = AKIAEXAMPLE\n`);
      const circumstances = { file: '/c', replace: false };
      return refusal(() =>
        withProfiles(text.join(''), [...of(count), wanted(), wanted({ name: 'default' })], circumstances),
      );
    };
    const some = attempt(2);
    expect(some.code).toBe('PROFILES_EXIST');
    expect(some.message).toMatch(
      /^3 .*dev-0 holds long-term keys.*; dev-1 holds long.*; default is what every tool uses/,
    );
    expect(some.message).not.toMatch(/\bdev holds/);
    const many = attempt(100);
    expect(many.code).toBe('MANY_PROFILES_EXIST');
    expect(many.message).toMatch(/^101 .*dev-4\. Nothing was changed\. Choose/);
    expect(many.message.length).toBeLessThan(2048);
  });

  it.each(['[dev]\na = b\n[dev]\n', '\ufeff[dev]\n', '[ dev ]\n', 'a = b\r[dev]\n', '[dev]\u2028\n'])(
    'attack 11: refuses the text %j because tools read it differently, and names the line',
    (text) => {
      const error = refusal(() => write(text, wanted(), true));
      expect(error.code).toBe('FILE_AMBIGUOUS');
      expect(error.params.line).toBeGreaterThan(0);
    },
  );

  it('never puts a secret into an error', () => {
    const text = `[dev]\naws_access_key_id = ASIA${CANARY}\naws_secret_access_key = ${CANARY}\n`;
    expect(refusal(() => write(text)).message).not.toContain(CANARY);
  });
});

describe('a profile with a credential_process in the config file', () => {
  const inConfig = new Map([['dev', 'gets its keys from a program (credential_process in the config file)']]);
  const attempt = (text: string, replace = false) => withProfiles(text, [wanted()], { file: '/c', replace, inConfig });

  it('causes only one question about its credential_process and about keys that would be lost', () => {
    expect(refusal(() => attempt('')).message).toContain('gets its keys from a program');
    const both = refusal(() => attempt('[dev]\naws_access_key_id = AKIAKEYFERRYEXAMPLE1\n'));
    expect(both.code).toBe('PROFILE_EXISTS');
    expect(both.message).toMatch(/long-term keys.*; it also gets its keys from a program/);
  });

  it('is written after one confirmation, and then is updated without a question', () => {
    const written = attempt('', true);
    expect(attempt(written)).toBe(written);
  });
});
