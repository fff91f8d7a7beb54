import { expect, it } from 'vitest';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import { takenIn, withFreeNames } from '../../../../extension/popup/cli/free-names.ts';
import { cliReply, error } from '../preview/fixtures.ts';

const named = (...names: string[]) => names.map((name) => ({ name }));
const namesOf = (roles: readonly { readonly name: string }[]) => roles.map(({ name }) => name);

it('only roles whose profile names are taken get new profile names, and each new name is free and used only once', () => {
  const roles = named('a', 'b', 'c', 'b-sso');
  const taken = new Set(['a', 'b', 'c-sso']);
  const free = withFreeNames(roles, taken, 'session');
  expect(namesOf(free)).toEqual(['a-sso', 'b-sso-2', 'c', 'b-sso']);
  expect(free.map((role) => role.wanted)).toEqual(['a', 'b', undefined, undefined]);
  expect(namesOf(withFreeNames(roles, taken, 'live'))).toEqual(['a-live', 'b-live', 'c', 'b-sso']);
  expect(namesOf(withFreeNames(roles, new Set([...taken, 'a-sso']), 'session'))).toEqual([
    'a-sso-2',
    'b-sso-2',
    'c',
    'b-sso',
  ]);
});

it('replacements for very long profile names are valid and different from each other', () => {
  const long = ['a', 'b'].map((end) => 'x'.repeat(127) + end);
  const free = namesOf(withFreeNames(named(...long), new Set([...long, `${'x'.repeat(120)}-sso`]), 'session'));
  expect(free.map(whyNotProfileName)).toEqual([null, null]);
  expect(new Set(free).size).toBe(2);
});

it('a refused profile name counts as taken if the name is already in use, but not if the name is invalid', () => {
  const refused = (['CLI_PROFILE_EXISTS', 'CLI_PROFILE_SHADOWS', 'NAME_INVALID'] as const).map((code) => ({
    name: code,
    ...error(code),
  }));
  expect(takenIn(cliReply({ refused: 3 }, [], refused).value as Parameters<typeof takenIn>[0])).toEqual([
    'CLI_PROFILE_EXISTS',
    'CLI_PROFILE_SHADOWS',
  ]);
});
