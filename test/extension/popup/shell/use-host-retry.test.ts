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
] as const)(
  'if the host’s state is %s (missing before: %s), the popup treats the host as missing: %s',
  (state, before, missing) => {
    expect(isMissing(before, state)).toBe(missing);
  },
);
