import { expect, it, vi } from 'vitest';

vi.stubGlobal('browser', {});
const { isMissing } = await import('../../../../extension/popup/shell/use-host-retry.ts');

it.each([
  ['failed', false, true],
  ['failed', true, true],
  ['connecting', true, true],
  ['connecting', false, false],
  ['unknown', true, true],
  ['unknown', false, false],
  ['ready', true, false],
  [undefined, false, false],
] as const)('the host in the state %s, missing before: %s, now counts as missing: %s', (state, before, missing) => {
  expect(isMissing(before, state)).toBe(missing);
});
