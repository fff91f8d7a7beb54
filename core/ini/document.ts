import {
  IniAmbiguity,
  type Line,
  lineBreak,
  lineNumber,
  lineNumbers,
  lineStart,
  readLines,
  readSectionLines,
  refuseOddBreaks,
} from './lines.ts';
import { content, type Extent, keyParts, locateAll, readValues, refuseUnclearBounds } from './section.ts';

/*
 * Text-preserving edits of AWS files (docs/DECISIONS.md, 2): every byte outside the named section stays as it is, and
 * inside it every key that is not named. Where tools would read the place differently, nothing is edited.
 */
export { IniAmbiguity };

/** A section as botocore reads it: keys in lower case, continued lines joined by `\n`. */
export interface Section {
  readonly name: string;
  /** 1-based line of its header. */
  readonly line: number;
  readonly values: ReadonlyMap<string, string>;
}

export interface SectionChanges {
  /** Written in this order where the section does not have them yet. Keys in lower case. */
  readonly set: ReadonlyArray<readonly [key: string, value: string]>;
  readonly remove: readonly string[];
}

/** A change of one range of a text, by offsets, so that what lies round it need not be copied. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  /** What stands there afterwards. */
  readonly text: string;
}

/** Every section in the order of the file; duplicates stand twice. */
export function readSections(text: string): Section[] {
  const lines = readLines(text);
  const headers = lines.flatMap((line, index) => (line.kind === 'header' ? [index] : []));
  return headers.map((header, nth) => {
    const shown = content(text, lines[header] as Line);
    return {
      name: shown.slice(1, shown.lastIndexOf(']')),
      line: header + 1,
      values: readValues(text, lines.slice(header + 1, headers[nth + 1] ?? lines.length)),
    };
  });
}

/**
 * Those of the named sections that are there, by name, found in one pass.
 * @throws IniAmbiguity when tools would disagree on which lines are one of them.
 */
export function findSections(text: string, names: ReadonlySet<string>): Map<string, Section> {
  refuseOddBreaks(text);
  const extentOf = locateAll(text, names);
  const lineAt = lineNumbers(text);
  const found = [...names].flatMap((name) => {
    const extent = extentOf(name);
    return extent ? [{ name, extent }] : [];
  });
  // In the order of the file, in which its lines are counted.
  found.sort((a, b) => a.extent.start - b.extent.start);
  return new Map(
    found.map(({ name, extent }) => [
      name,
      { name, line: lineAt(extent.start), values: readValues(text, extent.lines) },
    ]),
  );
}

/** @throws IniAmbiguity as `findSections`. */
export function findSection(text: string, name: string): Section | null {
  return findSections(text, new Set([name])).get(name) ?? null;
}

/** The line's own edit: a new value behind the old key and spacing, or the whole line where its form is not common. */
function replaceValue(text: string, line: Line, key: string, value: string): Splice {
  const { head, valueAt } = keyParts(text, line);
  if (head.startsWith(key) && /^[ \t]*=[ \t]*$/.test(head.slice(key.length))) {
    return { from: valueAt, to: line.end, text: value };
  }
  return { from: line.start, to: line.end, text: `${key} = ${value}` };
}

/** Whether some tool takes the line for a part of the value above it: Java does so with indented comments. */
const isContinuing = ({ kind, indent }: Line): boolean => kind === 'continuation' || (kind === 'comment' && indent > 0);

/** The lines behind `index` that continue its key in some tool. */
function continuationsOf(lines: readonly Line[], index: number): Line[] {
  const key = lines.findIndex((line, at) => at > index && line.kind === 'key');
  return lines.slice(index + 1, key < 0 ? lines.length : key).filter(isContinuing);
}

/**
 * The lines of the keys that change, by index. Refuses those that a tool would read as continued or, though botocore
 * continues a value with them, as keys.
 */
function ownLines(text: string, lines: readonly Line[], { set, remove }: SectionChanges): Map<number, string> {
  const names = new Set([...remove, ...set.map(([key]) => key)]);
  const own = new Map<number, string>();
  for (const [index, line] of lines.entries()) {
    if (line.kind !== 'key' && line.kind !== 'continuation') continue;
    const key = keyParts(text, line).key.toLowerCase();
    if (!names.has(key)) continue;
    if (line.kind === 'continuation') {
      throw new IniAmbiguity(lineNumber(text, line.start), `an indented ${key}, which only some tools read as a key`);
    }
    refuseContinued(
      text,
      continuationsOf(lines, index).find(({ kind }) => kind === 'continuation'),
      key,
    );
    own.set(index, key);
  }
  return own;
}

function refuseContinued(text: string, line: Line | undefined, key: string): void {
  if (line)
    throw new IniAmbiguity(lineNumber(text, line.start), `an indented line that continues ${key} in some tools`);
}

/** An indented comment stays with a value in its place; without it, it would fall to the key above, in Java. */
function removal(text: string, lines: readonly Line[], index: number, key: string): Splice {
  const line = lines[index] as Line;
  if (line.indent === 0) refuseContinued(text, continuationsOf(lines, index)[0], key);
  return { from: line.start, to: line.next, text: '' };
}

/** The line behind which keys go that the section lacks: nothing there may continue them, nor they anything. */
function insertionPoint(lines: readonly Line[], lastSet: number): Line {
  if (lastSet >= 0) return continuationsOf(lines, lastSet).at(-1) ?? (lines[lastSet] as Line);
  const first = lines.findIndex(({ kind }) => kind === 'key');
  if (lines[first]?.indent === 0) return lines[first - 1] as Line;
  return lines.findLast((line) => line.kind === 'key' || isContinuing(line)) ?? (lines[0] as Line);
}

/** Our keys stand in the first column: Go and Java skip or refuse indented ones. */
function editsInSection(text: string, { lines }: Extent, changes: SectionChanges): Splice[] {
  const missing = new Map(changes.set);
  const edits: Splice[] = [];
  let lastSet = -1;
  for (const [index, key] of ownLines(text, lines, changes)) {
    const line = lines[index] as Line;
    const value = line.indent === 0 ? missing.get(key) : undefined;
    edits.push(value === undefined ? removal(text, lines, index, key) : replaceValue(text, line, key, value));
    if (value === undefined) continue;
    missing.delete(key);
    lastSet = index;
  }
  if (missing.size === 0) return edits;
  const behind = insertionPoint(lines, lastSet);
  const isGone = edits.some(({ from, to, text: now }) => now === '' && from === behind.start && to === behind.next);
  return [...edits, insertion(text, behind, isGone, missing)];
}

/** @param isGone whether the line `behind` is taken out by the same edit. */
function insertion(text: string, behind: Line, isGone: boolean, keys: ReadonlyMap<string, string>): Splice {
  const ending = lineBreak(text, behind);
  const written = [...keys].map(([key, value]) => `${key} = ${value}${ending}`).join('');
  const glue = behind.next === behind.end && !isGone ? ending : '';
  return { from: behind.next, to: behind.next, text: glue + written };
}

/** The text with these changes made, which do not overlap. */
export function applySplices(text: string, edits: readonly Splice[]): string {
  let result = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.from - b.from || a.to - b.to)) {
    result += text.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return result + text.slice(at);
}

/** The guard behind all the rules above: the section must read as asked for, and its other keys as before. */
function hasNewMeaning(was: Map<string, string>, now: Map<string, string>, changes: SectionChanges): boolean {
  for (const key of changes.remove) was.delete(key);
  for (const [key, value] of changes.set) was.set(key, value);
  return now.size !== was.size || [...was].some(([key, value]) => now.get(key) !== value);
}

/** The sections called DEFAULT, whose keys botocore copies into every other one, behind all that we remove. */
function leakingSections(text: string): Section[] {
  // A short pattern is looked for by its first character, which is ten times as fast.
  return text.includes('[DEF') ? readSections(text).filter(({ name }) => name === 'DEFAULT') : [];
}

function refuseLeaking(sections: readonly Section[], remove: readonly string[]): void {
  for (const { line, values } of sections) {
    const leaking = remove.find((key) => values.has(key));
    if (leaking)
      throw new IniAmbiguity(line, `a section DEFAULT with ${leaking}, which the AWS CLI puts into every profile`);
  }
}

/** What stands between a text's last line and a new header. */
function glueBehind(text: string, ending: string): string {
  if (text === '') return '';
  const isBlank = readLines(text.slice(lineStart(text, text.length - 1))).at(-1)?.kind === 'blank';
  return (text.endsWith('\n') ? '' : ending) + (isBlank ? '' : ending);
}

function newSection(name: string, { set }: SectionChanges, ending: string): string {
  return `[${name}]${ending}${set.map(([key, value]) => `${key} = ${value}${ending}`).join('')}`;
}

function update(text: string, extent: Extent, changes: SectionChanges): Splice {
  refuseUnclearBounds(text, extent);
  const { start: from, lines, follows } = extent;
  const to = follows?.start ?? text.length;
  const edits = editsInSection(text, extent, changes).map((edit) => ({
    ...edit,
    from: edit.from - from,
    to: edit.to - from,
  }));
  const result = applySplices(text.slice(from, to), edits);
  if (hasNewMeaning(readValues(text, lines), readValues(result, readSectionLines(result, 0)), changes)) {
    throw new IniAmbiguity(lineNumber(text, from), 'a section whose lines change their meaning with those above them');
  }
  return { from, to, text: result };
}

/** What should become of a section, by what is in it; null where it is not there. May throw to refuse. */
export type ChangesFor = (present: Section['values'] | null) => SectionChanges;

/**
 * The changes of `text` that make each section of `wanted` what it should be, in the order of the text; those that are
 * not there are appended in the order of `wanted`. It is all of them or none, and the same as one after the other,
 * but the text is gone through once.
 * Names and values must already be of the shapes of profile-name.ts and credentials.ts.
 * @throws IniAmbiguity when tools would read the place differently, and whatever a `ChangesFor` throws.
 */
export function sectionSplices(text: string, wanted: ReadonlyMap<string, ChangesFor>): Splice[] {
  refuseOddBreaks(text);
  const leaking = leakingSections(text);
  const extentOf = locateAll(text, wanted);
  const updates: Splice[] = [];
  const missing: Array<readonly [string, SectionChanges]> = [];
  for (const [name, changesFor] of wanted) {
    const extent = extentOf(name);
    const changes = changesFor(extent && readValues(text, extent.lines));
    refuseLeaking(leaking, changes.remove);
    if (extent) updates.push(update(text, extent, changes));
    else missing.push([name, changes]);
  }
  updates.sort((a, b) => a.from - b.from);
  return missing.length === 0 ? updates : [...updates, append(text, updates.at(-1), missing)];
}

/** @param last of the changes before the new sections: the text may end with it. */
function append(
  text: string,
  last: Splice | undefined,
  missing: ReadonlyArray<readonly [string, SectionChanges]>,
): Splice {
  const ending = lineBreak(text, undefined);
  const added = missing.map(([name, changes]) => newSection(name, changes, ending)).join(ending);
  const glue = glueBehind(last?.to === text.length ? last.text : text, ending);
  return { from: text.length, to: text.length, text: glue + added };
}

/**
 * What puts new sections behind the text, whose names no reader may see in it yet.
 * @param sections each with its header, in lines that end with `\n`, with an empty one between them
 * @param remove keys that no section DEFAULT may put into them
 * @throws IniAmbiguity as `sectionSplices`
 */
export function additionSplice(text: string, sections: string, remove: readonly string[]): readonly Splice[] {
  if (sections === '') return [];
  refuseOddBreaks(text);
  refuseLeaking(leakingSections(text), remove);
  const ending = lineBreak(text, undefined);
  const added = glueBehind(text, '\n') + sections;
  return [{ from: text.length, to: text.length, text: ending === '\n' ? added : added.replaceAll('\n', ending) }];
}

/** The text with one section changed as `sectionSplices` does. */
export function upsertSection(text: string, name: string, changes: SectionChanges): string {
  return applySplices(text, sectionSplices(text, new Map([[name, () => changes]])));
}

/**
 * What takes these sections out of the text: each from its header to its last key, and one of two blank lines round it.
 * Comments in the first column behind the last key stay: they mostly belong to what follows.
 * @throws IniAmbiguity as `sectionSplices`.
 */
export function removalSplices(text: string, names: ReadonlySet<string>): Splice[] {
  refuseOddBreaks(text);
  const extentOf = locateAll(text, names);
  return [...names].flatMap((name) => {
    const extent = extentOf(name);
    return extent ? [removalOf(text, extent)] : [];
  });
}

function removalOf(text: string, extent: Extent): Splice {
  refuseUnclearBounds(text, extent);
  const { start, lines, follows } = extent;
  const last = lines.findLast(({ kind, indent }) => kind !== 'blank' && (kind !== 'comment' || indent > 0)) as Line;
  const next = lines[lines.indexOf(last) + 1] ?? follows;
  const above = start === 0 ? 0 : lineStart(text, start - 1);
  const isBlankAbove = start > 0 && text.slice(above, start).trim() === '';
  const isSpare = isBlankAbove && (!next || next.kind === 'blank');
  return { from: isSpare ? above : start, to: last.next, text: '' };
}

/** The text without the section `name`, taken out as `removalSplices` does. */
export function removeSection(text: string, name: string): string {
  return applySplices(text, removalSplices(text, new Set([name])));
}
