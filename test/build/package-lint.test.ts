import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

/** The warnings of the linter of addons.mozilla.org that we accept, each with the reason. */
const EXPLAINED: Readonly<Record<string, string>> = {
  KEY_FIREFOX_UNSUPPORTED_BY_MIN_VERSION:
    'data_collection_permissions is required of new extensions; Firefox 128 to 139 pass over the key',
  KEY_FIREFOX_ANDROID_UNSUPPORTED_BY_MIN_VERSION: 'the same on Android, where no native host can run anyway',
  UNSAFE_VAR_ASSIGNMENT: 'Preact’s code for dangerouslySetInnerHTML, which nothing here uses (walls.test.ts)',
};

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly file?: string;
}

it('the command `web-ext lint` finds no error in the Firefox build, and gives only warnings that the test file explains', () => {
  const linter = resolve('node_modules/addons-linter/bin/addons-linter');
  const done = spawnSync(process.execPath, [linter, '--output=json', '--boring', 'dist/firefox'], { encoding: 'utf8' });
  const found = JSON.parse(done.stdout) as Record<'errors' | 'notices' | 'warnings', Finding[]>;
  expect(found.errors).toEqual([]);
  expect(found.notices).toEqual([]);
  expect(found.warnings.filter(({ code }) => !Object.hasOwn(EXPLAINED, code))).toEqual([]);
  expect(Object.keys(EXPLAINED).filter((code) => !found.warnings.some((each) => each.code === code))).toEqual([]);
  expect(found.warnings.filter(({ code }) => code === 'UNSAFE_VAR_ASSIGNMENT')).toHaveLength(1);
});
