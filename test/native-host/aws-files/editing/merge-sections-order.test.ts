import { describe, expect, it } from 'vitest';
import { mergeSections } from '../../../../native-host/aws-files/editing/merge-sections.ts';

describe('the sections of a merged text', () => {
  it('are those of the changed text, with its order and blank lines, if only one of the two texts changed', () => {
    const base = '[a]\n\n[b]\n';
    const changed = '[c]\n\n\n[a]\n[b]\n\n';
    expect(mergeSections({ base, changed, into: base })).toBe(changed);
    expect(mergeSections({ base, changed: base, into: changed })).toBe(changed);
  });

  it('are compared one by one, even sections with the same header and the lines before the first header', () => {
    const base = '# top\n[a]\nk = 1\n[a]\nk = 2\n[a]\nk = 3\n';
    const merge = (changed: string) => mergeSections({ base, changed, into: `${base}[ours]\n` });
    expect(merge(base.replace('top', 'new'))).toBe(`${base.replace('top', 'new')}[ours]\n`);
    expect(merge(base.replace('k = 2', 'k = 9'))).toBe(`${base.replace('k = 2', 'k = 9')}[ours]\n`);
    expect(merge(base.replace('[a]\nk = 3\n', ''))).toBe(`${base.replace('[a]\nk = 3\n', '')}[ours]\n`);
    expect(mergeSections({ base: ' [a] # c\nk=1\n', changed: '[a]\nk=2\n', into: ' [a] # c\nk=1\n[b]\n' })).toBe(
      '[a]\nk=2\n[b]\n',
    );
  });

  it('count as changed only if more than the blank lines at their end differ', () => {
    const merged = mergeSections({
      base: '[a]\nk=1\n[b]\n',
      changed: '[a]\nk=1\n\n\n[b]\nk=2\n',
      into: '[a]\nk=3\n[b]\n',
    });
    expect(merged).toBe('[a]\nk=3\n[b]\nk=2\n');
  });

  it('end with a line break, except that the last section may have none', () => {
    expect(mergeSections({ base: '', changed: '[b]', into: '[a]' })).toBe('[a]\n[b]');
    expect(mergeSections({ base: '[a]', changed: '', into: '[a]\n[b]' })).toBe('[b]');
    expect(mergeSections({ base: '[b]\n', changed: '', into: '[b]\n\n[a]\nk=1' })).toBe('[a]\nk=1');
  });
});
