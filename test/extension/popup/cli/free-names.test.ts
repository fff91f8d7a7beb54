import { expect, it } from 'vitest';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import { takenIn, withFreeNames } from '../../../../extension/popup/cli/free-names.ts';
import { cliReply, error } from '../preview/fixtures.ts';

const named = (...names: string[]) => names.map((name) => ({ name }));
const namesOf = (roles: readonly { readonly name: string }[]) => roles.map(({ name }) => name);

it('only roles whose names are taken get other names, and all names are then free and different', () => {
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

it('very long names stay valid and different from each other when they are replaced', () => {
  const long = ['a', 'b'].map((end) => 'x'.repeat(127) + end);
  const free = namesOf(withFreeNames(named(...long), new Set([...long, `${'x'.repeat(120)}-sso`]), 'session'));
  expect(free.map(whyNotProfileName)).toEqual([null, null]);
  expect(new Set(free).size).toBe(2);
});

it('only names that are already taken count as taken, and no name that is refused for another reason', () => {
  const refused = (['CLI_PROFILE_EXISTS', 'CLI_PROFILE_SHADOWS', 'NAME_INVALID'] as const).map((code) => ({
    name: code,
    ...error(code),
  }));
  expect(takenIn(cliReply({ refused: 3 }, [], refused).value as Parameters<typeof takenIn>[0])).toEqual([
    'CLI_PROFILE_EXISTS',
    'CLI_PROFILE_SHADOWS',
  ]);
});
