import { describe, expect, it } from 'vitest';
import { asMeant, mergeLate, mergeSections } from '../../../../native-host/aws-files/editing/late-text.ts';

const base = '# top\n[a]\nx = 1\n[b]\ny = 1\n';
const ours = `${base}[dev]\nk = v\n`;

describe('mergeLate', () => {
  it('is the late text where nobody wrote since', () => {
    const late = `${base}[c]\n`;
    expect(mergeLate(ours, { base, ours, late })).toBe(late);
  });

  it('brings new, changed and removed sections into a text that was changed since', () => {
    const current = `${ours}[newer]\n`;
    const late = '# top\n[a]\nx = 2\n[c]\nz = 1\n';
    expect(mergeLate(current, { base, ours, late })).toBe('# top\n[a]\nx = 2\n[dev]\nk = v\n[newer]\n[c]\nz = 1\n');
  });

  it('leaves a section alone that was changed once more since', () => {
    const current = ours.replace('x = 1', 'x = 3');
    const late = base.replace('x = 1', 'x = 2');
    expect(mergeLate(current, { base, ours, late })).toBe(current);
  });

  it('takes the late text of a section that only we changed, for the edit to be made on it again', () => {
    const [from, to, other] = ['[dev]\nk = 0\n', '[dev]\nk = 1\n', '[dev]\nk = 0\nregion = r\n'];
    const result = mergeLate(`${to}[newer]\n`, { base: from, ours: to, late: other });
    expect(result).toBe(`${other}[newer]\n`);
  });

  it('does not join lines where a text lacks its last line break', () => {
    const late = `${base}[c]\nz = 1`;
    expect(mergeLate(`${ours}[newer]\nn = 1`, { base, ours, late })).toBe(`${ours}[newer]\nn = 1\n[c]\nz = 1`);
  });

  it('does nothing a second time', () => {
    const text = { base, ours, late: `${base}[c]\nz = 1\n` };
    const once = mergeLate(`${ours}[newer]\n`, text);
    expect(mergeLate(once, text)).toBe(once);
  });

  it('is linear in the number of sections, of one name too', () => {
    const many = (count: number) => '[a]\nk = 1\n'.repeat(count);
    const [from, to] = [many(40_000), `${many(40_000)}[ours]\n`];
    const started = performance.now();
    mergeLate(`${to}[newer]\n`, { base: from, ours: to, late: `${from}[late]\n` });
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('mergeSections', () => {
  it('keeps what only we made where the other program put a blank line behind it', () => {
    const [from, to] = ['[a]\nk = 0\n', '[a]\nk = 1\n'];
    const late = `${from}\n[c]\nz = 1\n`;
    expect(mergeSections(`${to}[newer]\n`, { base: from, ours: to, late })).toBe(`${to}[newer]\n[c]\nz = 1\n`);
  });
});

describe('asMeant', () => {
  it.each([
    ['a text with its last line break', '# top\n[a]\nx = 2\n', '# top\n[a]\nx = 2\n'],
    ['a text cut in an old section', '# top\n[a]\nx = 2\n[b]\ny', '# top\n[a]\nx = 2\n[b]\ny = 1\n'],
    ['a text cut in a header', '# top\n[a]\nx = 2\n[', '# top\n[a]\nx = 1\n[b]\ny = 1\n'],
    ['a text cut in a new section', `${base}[c]\nz = 1\nsecr`, `${base}[c]\nz = 1\n`],
    ['a new section without the last line break', `${base}[c]\nz = 1`, `${base}[c]\nz = 1`],
    ['a text cut at the very start', '# t', base],
  ])('takes %s for what its writer meant', (_, late, meant) => {
    expect(asMeant(base, late)).toBe(meant);
  });

  it('believes a text without a last line break where there was none before', () => {
    expect(asMeant('[a]\nx = 1\n[b]\ny = 1', '[b]\ny = 2')).toBe('[b]\ny = 2');
    expect(asMeant('[a]\nx = 1\n[b]\ny = 1', '[a]\nx')).toBe('[a]\nx = 1\n[b]\ny = 1');
  });
});
