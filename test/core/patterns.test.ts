import { expect, it } from 'vitest';
import { CONTROL, CONTROLS } from '#core/patterns.ts';

const everyUnit = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));

it('the pattern for control characters matches exactly the characters in Unicode’s class Cc', () => {
  const ours = everyUnit.filter((text) => CONTROL.test(text));
  expect(ours).toEqual(everyUnit.filter((text) => /\p{Cc}/u.test(text)));
  expect(ours).toHaveLength(65);
  expect(CONTROL.test('\u{1f600}\u{10ffff}')).toBe(false);
  expect('a\u0007b\u009f\u{1f600}\n'.replace(CONTROLS, '?')).toBe('a?b?\u{1f600}?');
});
