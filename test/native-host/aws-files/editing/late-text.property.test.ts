import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { applySplices, findSection, readSections, removalSplices, sectionSplices } from '#core/ini/document.ts';
import type { Edit } from '../../../../native-host/aws-files/editing/edit.ts';
import { mended } from '../../../../native-host/aws-files/editing/late-text.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;
const name = fc.constantFrom(...NAMES);
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 3 });

const upsert =
  (those: readonly string[], value: string): Edit =>
  (text) =>
    sectionSplices(text, new Map(those.map((each) => [each, () => ({ set: [['k', value]], remove: [] })])));
const remove =
  (those: readonly string[]): Edit =>
  (text) => {
    const gone = those.find((each) => findSection(text, each) === null);
    if (gone !== undefined) throw new KeyferryError('PROFILE_UNKNOWN', { name: gone, file: 'f' });
    return removalSplices(text, new Set(those));
  };
const applied = (text: string, edit: Edit): string => {
  const edited = edit(text);
  return typeof edited === 'string' ? edited : applySplices(text, edited);
};

const section = fc.tuple(
  fc.constantFrom('k = 0', 'k = 0\nregion = r', 'region = r'),
  fc.constantFrom('', '\n', '\n\n', '# c\n'),
);
const file = fc
  .tuple(fc.constantFrom('', '# top\n', '\n'), fc.uniqueArray(name), fc.array(section, { minLength: 5, maxLength: 5 }))
  .map(
    ([top, those, bodies]) =>
      `${top}${those.map((each, nth) => `[${each}]\n${bodies[nth]?.[0]}\n${bodies[nth]?.[1]}`).join('')}`,
  );

/** One change by somebody: of sections that it writes or takes out. */
const change = fc.record({ those: names, removes: fc.boolean() });
function made(text: string, { those, removes }: { those: readonly string[]; removes: boolean }, value: string) {
  const present = those.filter((each) => findSection(text, each) !== null);
  const edit = removes ? remove(present) : upsert(those, value);
  return { edit, changed: new Set(removes ? present : those), text: applied(text, edit) };
}

/** What becomes of a section, as far as it matters: null where it is not there. */
const stateOf = (text: string, each: string) => {
  const found = findSection(text, each);
  return found && (found.values.get('k') ?? 'nothing');
};

describe('attack 24: a late text, whatever all have done,', () => {
  it('loses nobody’s last word and brings nothing back', () => {
    fc.assert(
      fc.property(file, change, change, fc.option(change), (base, our, their, other) => {
        const ours = made(base, our, 'ours');
        const late = made(base, their, 'late');
        const since = other ? made(ours.text, other, 'since') : null;
        const current = since?.text ?? ours.text;
        const result = mended(current, { base, ours: ours.text, late: late.text }, ours.edit);
        const found = readSections(result).map((each) => each.name);
        expect(new Set(found).size).toBe(found.length);
        for (const each of NAMES) {
          const states = [base, ours.text, late.text, current].map((text) => stateOf(text, each));
          const [was, own, theirs, now] = states;
          const isNewer = since?.changed.has(each) && now !== was;
          const right = isNewer || !late.changed.has(each) ? [now] : [theirs, ...(own === was ? [] : [now])];
          expect(right, each).toContain(stateOf(result, each));
        }
      }),
      { numRuns: 3000 },
    );
  });
});
