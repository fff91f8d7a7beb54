import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSection, readSections } from '#core/ini/document.ts';
import type { SectionChanges } from '#core/ini/edit-section.ts';
import { IniAmbiguity } from '#core/ini/lines.ts';
import { updateSections } from '#core/ini/update-sections.ts';
import { removeSection, upsertSection } from './edits.ts';
import '../../fixed-seed.ts';

const names = ['dev', 'prod', 'default', 'a.b'];
const breaks = fc.constantFrom('\n', '\r\n');
const indents = fc.constantFrom('', '', '', '  ', '    ', '\t');
const blank = fc.constantFrom('', ' ', '\t');

const header = fc
  .tuple(
    fc.constantFrom('', '', '', ' ', '  '),
    fc.constantFrom(...names, 'x y', 'profile dev', 'é'),
    fc.constantFrom('', '', ' # c', ' ; c', ' '),
  )
  .map((p) => `${p[0]}[${p[1]}]${p[2]}`);
const key = fc
  .tuple(
    indents,
    fc.constantFrom(
      'region',
      'output',
      's3',
      'aws_access_key_id',
      'aws_secret_access_key',
      'AWS_Session_Token',
      'aws_security_token',
    ),
    fc.constantFrom('=', ' = ', ' =', '= ', ': '),
    fc.constantFrom('v', '', 'a=b', 'v # c', '[x]', '"q"'),
  )
  .map((parts) => parts.join(''));
const comment = fc.tuple(indents, fc.constantFrom('# c', '; [dev]', '#')).map((parts) => parts.join(''));
const line = fc.oneof(
  { weight: 3, arbitrary: header },
  { weight: 8, arbitrary: key },
  comment,
  blank,
  fc.constant('no separator'),
);
const text = fc
  .tuple(fc.array(fc.tuple(line, breaks), { maxLength: 30 }), fc.boolean())
  .map(([lines, final]) =>
    lines.map(([body, ending], index) => body + (final || index < lines.length - 1 ? ending : '')).join(''),
  );

const changes = {
  set: [
    ['aws_access_key_id', 'ASIANEW'],
    ['aws_secret_access_key', 'a/b+c='],
    ['aws_session_token', 'tok=='],
  ],
  remove: ['aws_security_token'],
} as const;

/** The edited text. Null if the edit was refused because the text is ambiguous. Any other error fails the test. */
function attempt(edit: () => string): string | null {
  try {
    return edit();
  } catch (error) {
    if (error instanceof IniAmbiguity) return null;
    throw error;
  }
}

/** All sections except the section `name`, as botocore reads them, in the order of the file. */
function foreign(source: string, name: string) {
  return readSections(source)
    .filter((section) => section.name !== name)
    .map((section) => [section.name, [...section.values]]);
}

describe('any edit of any file', () => {
  it('attack 11: keeps the values of every other section, and writes the new values into the edited section', () => {
    let edited = 0;
    fc.assert(
      fc.property(text, fc.constantFrom(...names), (source, name) => {
        const result = attempt(() => upsertSection(source, name, changes));
        if (result === null) return;
        edited++;
        const values = findSection(result, name)?.values;
        for (const [wanted, value] of changes.set) expect(values?.get(wanted)).toBe(value);
        expect(values?.has('aws_security_token')).toBe(false);
        expect(foreign(result, name)).toEqual(foreign(source, name));
        expect(upsertSection(result, name, changes)).toBe(result);
      }),
      { numRuns: 2000 },
    );
    expect(edited).toBeGreaterThan(300);
  });

  it('attack 11: changes neither the bytes nor the order of lines that contain none of the changed keys', () => {
    const ours = /^\s*(aws_access_key_id|aws_secret_access_key|aws_session_token|aws_security_token)\s*[=:]/i;
    const kept = (source: string) =>
      source
        .split(/(?<=\n)/)
        .filter((each) => !ours.test(each))
        .join('');
    let updated = 0;
    fc.assert(
      fc.property(text, fc.constantFrom(...names), (source, name) => {
        const result = attempt(() => (findSection(source, name) ? upsertSection(source, name, changes) : null) ?? '');
        if (!result) return;
        updated++;
        expect(kept(result).trimEnd()).toBe(kept(source).trimEnd());
      }),
      { numRuns: 6000 },
    );
    expect(updated).toBeGreaterThan(100);
  });

  it('attack 11: does not change the values of other sections if it removes a section', () => {
    let removed = 0;
    fc.assert(
      fc.property(text, fc.constantFrom(...names), (source, name) => {
        const result = attempt(() => removeSection(source, name));
        if (result === null || result === source) return;
        removed++;
        expect(findSection(result, name)).toBeNull();
        expect(foreign(result, name)).toEqual(foreign(source, name));
      }),
      { numRuns: 6000 },
    );
    expect(removed).toBeGreaterThan(100);
  });

  it('gives the same result whether several sections are edited together or one after another', () => {
    const wanted = fc.tuple(fc.subarray(['dev', 'prod', 'default', 'a.b', 'new', 'newer']), fc.boolean());
    const asked = wanted.chain(([some, reversed]) => fc.constant(reversed ? some.toReversed() : some));
    const changesOf = (name: string): SectionChanges => ({ ...changes, set: [...changes.set, ['mark', name]] });
    const counts = { edited: 0, refused: 0 };
    fc.assert(
      fc.property(text, asked, (source, some) => {
        // Existing sections are edited before new sections are added, because an edit of an existing section can change
        // the place where a new section is added.
        const there = new Set(readSections(source).map(({ name }) => name));
        const inOrder = [...some.filter((name) => there.has(name)), ...some.filter((name) => !there.has(name))];
        const oneByOne = attempt(() =>
          inOrder.reduce((now, name) => upsertSection(now, name, changesOf(name)), source),
        );
        const atOnce = attempt(() =>
          updateSections(source, new Map(some.map((name) => [name, () => changesOf(name)]))),
        );
        if (some.length > 1) counts[oneByOne === null ? 'refused' : 'edited']++;
        if (some.length > 0) expect(atOnce).toBe(oneByOne);
      }),
      { numRuns: 4000 },
    );
    expect(counts.edited).toBeGreaterThan(300);
    expect(counts.refused).toBeGreaterThan(300);
  });

  it('reads the old values of each section before it changes them; if one change is refused, nothing changes', () => {
    const source = '[dev]\nregion = eu-west-1\n';
    const seen: unknown[] = [];
    const ask = (present: ReadonlyMap<string, string> | null) => {
      seen.push(present && [...present]);
      return changes;
    };
    const result = updateSections(
      source,
      new Map([
        ['new', ask],
        ['dev', ask],
      ]),
    );
    expect(seen).toEqual([null, [['region', 'eu-west-1']]]);
    expect(result).toMatch(/^\[dev\]\n[^[]+\n\n\[new\]\n[^[]+$/);
    const refuse = () => {
      throw new RangeError('no');
    };
    const both = new Map<string, () => SectionChanges>([
      ['dev', () => changes],
      ['new', refuse],
    ]);
    expect(() => updateSections(source, both)).toThrow(RangeError);
  });

  it('needs no more than linear time, even for a file of 10 MB', () => {
    const big = Array.from(
      { length: 100_000 },
      (_, n) => `[p${n}]\naws_access_key_id = A\nx = ${'y'.repeat(60)}\n`,
    ).join('\n');
    const result = upsertSection(big, 'p50000', changes);
    expect(result.length - big.length).toBeGreaterThan(0);
    expect(result.startsWith(big.slice(0, big.indexOf('[p50000]')))).toBe(true);
    expect(result.endsWith(big.slice(big.indexOf('\n\n[p50001]')))).toBe(true);
    for (const line of ['['.repeat(10_000_000), '[ '.repeat(5_000_000), `k = ${' '.repeat(10_000_000)}[dev]`]) {
      expect(upsertSection(`[a]\nk = ${line}\n`, 'dev', changes)).toContain('\n\n[dev]\n');
    }
  });
});
