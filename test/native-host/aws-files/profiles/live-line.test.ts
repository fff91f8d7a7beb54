import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readerProblems } from '#core/ini/reader-problems.ts';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import { liveLine, liveOwner, readLiveLine } from '../../../../native-host/aws-files/profiles/live-line.ts';
import { readLikeDotNet, readLikeGo, readLikeJava } from '../../../core/ini/ini-rules.ts';
import '../../../fixed-seed.ts';

const LAUNCHER = '/home/me/.keyferry/bin/keyferry';
const MARK = '1 111122223333 Admin https://demo.awsapps.com/start';
const values = (line: string, more: Record<string, string> = {}) =>
  new Map(Object.entries({ credential_process: line, x_keyferry: MARK, ...more }));
const own = (name = 'dev', more = {}) => liveOwner(name, values(liveLine({ launcher: LAUNCHER, name: 'dev' }), more));

it('the credential_process line of a live profile has no special character, and Keyferry can read it back', () => {
  const name = fc
    .stringMatching(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/)
    .filter((each) => whyNotProfileName(each) === null);
  fc.assert(
    fc.property(name, (each) => {
      const line = liveLine({ launcher: LAUNCHER, name: each });
      expect(readLiveLine(values(line))).toEqual({ launcher: LAUNCHER, name: each });
      expect(line).toMatch(/^[A-Za-z0-9._@+/ -]+$/);
    }),
  );
});

it('every tool reads the credential_process line of a live profile in the same way', () => {
  for (const name of ['dev', 'default', 'a@b+c.d-e_f', '0']) {
    const header = name === 'default' ? name : `profile ${name}`;
    const line = liveLine({ launcher: LAUNCHER, name });
    const body = `credential_process = ${line}\nregion = eu-west-1\nx_keyferry = ${MARK}\n`;
    expect(readerProblems(`[${header}]\n${body}`, 'config')).toEqual([]);
    for (const read of [readLikeGo, readLikeJava, readLikeDotNet]) {
      expect(read(`[${name}]\n${body}`).get(name)?.get('credential_process')).toBe(line);
    }
  }
});

it.each([
  'aws-vault export dev',
  `"${LAUNCHER}" credential-process --profile dev`,
  `${LAUNCHER} credential-process --profile dev --more`,
  `${LAUNCHER} status`,
  '/usr/bin/other credential-process --profile dev',
  '',
])('the credential_process line %j does not belong to a live profile', (line) => {
  expect(readLiveLine(values(line))).toBeNull();
});

it('a section is a live profile only if it has Keyferry’s mark, a line with its own name, and no other source of keys', () => {
  expect(own()).toEqual({ accountId: '111122223333', roleName: 'Admin', portal: 'https://demo.awsapps.com/start' });
  expect(own('renamed')).toBeNull();
  expect(own('dev', { x_keyferry: '' })).toBeNull();
  for (const key of ['sso_session', 'sso_account_id', 'aws_access_key_id', 'role_arn', 'source_profile']) {
    expect(own('dev', { [key]: 'x' })).toBeNull();
  }
});
