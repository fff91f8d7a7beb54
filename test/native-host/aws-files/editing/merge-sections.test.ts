import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeSections } from '../../../../native-host/aws-files/editing/merge-sections.ts';
import { cpuTimeOf } from '../../../cpu-time.ts';
import '../../../fixed-seed.ts';

describe('mergeSections', () => {
  const base = '# top\n[a]\nk = 1\n\n[b]\nk = 1\n';

  it('applies the changes of the text `changed` to the text `into`: adds, changes and removes sections', () => {
    const into = `${base}\n[ours]\nk = 1\n`;
    expect(mergeSections({ base, changed: `${base}[new]\nk = 1\n`, into })).toBe(`${into}[new]\nk = 1\n`);
    expect(mergeSections({ base, changed: base.replace('[b]\nk = 1', '[b]\nk = 2'), into })).toBe(
      '# top\n[a]\nk = 1\n\n[b]\nk = 2\n[ours]\nk = 1\n',
    );
    expect(mergeSections({ base, changed: '# top\n[b]\nk = 1\n', into })).toBe('# top\n[b]\nk = 1\n\n[ours]\nk = 1\n');
  });

  it('uses the new version of a section if only one of the two texts changed the section', () => {
    expect(mergeSections({ base, changed: base, into: '[x]' })).toBe('[x]');
    expect(mergeSections({ base, changed: '[x]', into: base })).toBe('[x]');
  });

  it('uses the section of the text `changed`, not of the text `into`, if both texts changed the section', () => {
    const with2 = base.replace('[a]\nk = 1', '[a]\nk = 2');
    const with3 = base.replace('[a]\nk = 1', '[a]\nk = 3');
    expect(mergeSections({ base, changed: with3, into: with2 })).toBe(with3);
  });

  it('keeps two sections with the same header', () => {
    const twice = `${base}[a]\nk = 9\n`;
    expect(mergeSections({ base, changed: twice, into: `${base}[ours]\n` })).toBe(`${base}[ours]\n[a]\nk = 9\n`);
  });

  it('adds a missing line break at the end of the text before it adds a section there', () => {
    expect(mergeSections({ base: '', changed: '[b]\nk = 2\n', into: '[a]\nk = 1' })).toBe('[a]\nk = 1\n[b]\nk = 2\n');
  });

  it('merges thousands of sections in linear time', () => {
    const large = Array.from({ length: 50_000 }, (_, n) => `[p${n}]\nk = ${n}\n`).join('\n');
    let merged = '';
    const time = cpuTimeOf(() => {
      merged = mergeSections({ base: large, changed: `${large}[new]\n`, into: `${large}[ours]\n` });
    });
    expect(merged).toBe(`${large}[ours]\n[new]\n`);
    // The merge takes a tenth of a second. It would take half a minute if its time grew with the square of the file's
    // size.
    expect(time).toBeLessThan(10_000);
  });

  it('attack 24: keeps every section that only one of the two texts changed, for random texts', () => {
    const names = ['a', 'b', 'c', 'd'];
    const values = fc.dictionary(fc.constantFrom(...names), fc.constantFrom('1', '2', '3'));
    const textOf = (sections: Readonly<Record<string, string>>) =>
      Object.entries(sections)
        .map(([name, value]) => `[${name}]\nk = ${value}\n`)
        .join('\n');
    fc.assert(
      fc.property(values, values, values, (was, theirs, ours) => {
        const result = mergeSections({ base: textOf(was), changed: textOf(theirs), into: textOf(ours) });
        const expected = names.flatMap((name) => {
          const value = theirs[name] === was[name] ? ours[name] : theirs[name];
          return value === undefined ? [] : [`[${name}] k = ${value}`];
        });
        const found = result.split('[').slice(1);
        expect(found.map((section) => `[${section.trim().replace('\n', ' ')}`).sort()).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });
});
