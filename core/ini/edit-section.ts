import { isHeaderForDotNet, isHeaderForJs } from './headers.ts';
import { IniAmbiguity, type Line, lineBreak, lineNumber, readSectionLines } from './lines.ts';
import { content, type Extent, keyParts, readValues, refuseUnclearEdit } from './section.ts';
import { applySplices, type Splice } from './splices.ts';

/** What to change in a section. Keys are in lower case. */
export interface SectionChanges {
  /** The new values by key. Keys that the section does not have yet are added in this order. */
  readonly set: ReadonlyArray<readonly [key: string, value: string]>;
  readonly remove: readonly string[];
  /** A new name for the section. */
  readonly name?: string;
}

/**
 * Replaces the value of a key. The spelling of the key and the blanks around `=` stay as they are. If the line has an
 * unusual form, rewrites the whole line.
 */
function replaceValue(text: string, line: Line, key: string, value: string): Splice {
  const { valueAt } = keyParts(text, line);
  const head = text.slice(line.start, valueAt);
  if (head.startsWith(key) && /^[ \t]*=[ \t]*$/.test(head.slice(key.length))) {
    return { from: valueAt, to: line.end, text: value };
  }
  return { from: line.start, to: line.end, text: `${key} = ${value}` };
}

/**
 * Whether some tool reads this line as part of the value on an earlier line. For example, the SDK for Java reads an
 * indented comment in this way.
 */
const isContinuing = ({ kind, indent }: Line): boolean => kind === 'continuation' || (kind === 'comment' && indent > 0);

/** The lines below the line `index` that some tool reads as part of the value on the line `index`. */
function continuationsOf(lines: readonly Line[], index: number): Line[] {
  const key = lines.findIndex((line, at) => at > index && line.kind === 'key');
  return lines.slice(index + 1, key < 0 ? lines.length : key).filter(isContinuing);
}

/**
 * Finds the lines of the keys that change. Refuses the edit in two cases: some tool reads the line below a value as
 * part of this value, or botocore reads an indented key as part of the value above it.
 * @returns the keys by the index of their line
 */
function linesToChange(text: string, lines: readonly Line[], { set, remove }: SectionChanges): Map<number, string> {
  const names = new Set([...remove, ...set.map(([key]) => key)]);
  const found = new Map<number, string>();
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
    found.set(index, key);
  }
  return found;
}

function refuseContinued(text: string, line: Line | undefined, key: string): void {
  if (line)
    throw new IniAmbiguity(
      lineNumber(text, line.start),
      `an indented line that some tools read as part of the value of ${key}`,
    );
}

/**
 * Removes the line of a key. If an indented comment follows, refuses the edit: the SDK for Java would then read the
 * comment as part of the value above.
 */
function removal(text: string, lines: readonly Line[], index: number, key: string): Splice {
  const line = lines[index] as Line;
  if (line.indent === 0) refuseContinued(text, continuationsOf(lines, index)[0], key);
  return { from: line.start, to: line.next, text: '' };
}

/**
 * The line after which missing keys are inserted. After the insertion, no tool may read the new line as part of the
 * value above it, or the next line as part of the new value.
 */
function insertionPoint(lines: readonly Line[], lastSet: number): Line {
  if (lastSet >= 0) return continuationsOf(lines, lastSet).at(-1) ?? (lines[lastSet] as Line);
  const first = lines.findIndex(({ kind }) => kind === 'key');
  if (lines[first]?.indent === 0) return lines[first - 1] as Line;
  return lines.findLast((line) => line.kind === 'key' || isContinuing(line)) ?? (lines[0] as Line);
}

/**
 * The edits inside a section. Keys are written without indent, because the SDKs for Go and Java skip or refuse indented
 * keys.
 */
function editsInSection(text: string, { lines }: Extent, changes: SectionChanges): Splice[] {
  const missing = new Map(changes.set);
  const edits: Splice[] = [];
  let lastSet = -1;
  for (const [index, key] of linesToChange(text, lines, changes)) {
    const line = lines[index] as Line;
    const value = line.indent === 0 ? missing.get(key) : undefined;
    edits.push(value === undefined ? removal(text, lines, index, key) : replaceValue(text, line, key, value));
    if (value === undefined) continue;
    missing.delete(key);
    lastSet = index;
  }
  if (missing.size === 0) return edits;
  const previous = insertionPoint(lines, lastSet);
  const isRemoved = edits.some(
    ({ from, to, text: now }) => now === '' && from === previous.start && to === previous.next,
  );
  return [...edits, insertion(text, previous, isRemoved, missing)];
}

/**
 * Inserts the missing keys of a section after the line `previous`.
 * @param isRemoved whether the same edit removes the line `previous`.
 */
function insertion(text: string, previous: Line, isRemoved: boolean, keys: ReadonlyMap<string, string>): Splice {
  const ending = lineBreak(text, previous);
  const added = [...keys].map(([key, value]) => `${key} = ${value}${ending}`).join('');
  const needsBreak = previous.next === previous.end && !isRemoved;
  return { from: previous.next, to: previous.next, text: (needsBreak ? ending : '') + added };
}

/**
 * Whether an edit has an unwanted result: a changed key does not have its new value, or another key no longer has its
 * old value. This check runs last. It finds mistakes that the other checks of this file miss.
 */
function hasNewMeaning(was: Map<string, string>, now: Map<string, string>, changes: SectionChanges): boolean {
  for (const key of changes.remove) was.delete(key);
  for (const [key, value] of changes.set) was.set(key, value);
  return now.size !== was.size || [...was].some(([key, value]) => now.get(key) !== value);
}

/**
 * The edit of one section, as one change of the file's text. Lines with keys that `changes` does not contain stay as
 * they are.
 * @throws IniAmbiguity when tools read a line of this section differently.
 */
export function editSection(text: string, extent: Extent, changes: SectionChanges): Splice {
  refuseUnclearEdit(text, extent, new Set([...changes.remove, ...changes.set.map(([key]) => key)]));
  const { start: from, lines, follows } = extent;
  const to = follows?.start ?? text.length;
  const edits = editsInSection(text, extent, changes).map((edit) => ({
    ...edit,
    from: edit.from - from,
    to: edit.to - from,
  }));
  const result = withSeenHeader(applySplices(text.slice(from, to), edits));
  if (hasNewMeaning(readValues(text, lines), readValues(result, readSectionLines(result, 0)), changes)) {
    throw new IniAmbiguity(lineNumber(text, from), 'a section in which a line means something else after this change');
  }
  return { from, to, text: changes.name === undefined ? result : renamed(result, changes.name) };
}

/**
 * If some tool does not recognise the header because of the comment after it, moves the comment to a separate line.
 * Otherwise that tool would read Keyferry's keys as keys of the section above.
 */
function withSeenHeader(section: string): string {
  const line = readSectionLines(section, 0)[0] as Line;
  const shown = content(section, line);
  if (isHeaderForJs(shown) && isHeaderForDotNet(shown)) return section;
  const end = section.indexOf(']') + 1;
  return section.slice(0, end) + lineBreak(section, line) + section.slice(end).replace(/^[ \t]+/, '');
}

/**
 * The text of a section with a new name in its header.
 * @param section the text of a section. It begins with a header that every tool reads in the same way.
 */
const renamed = (section: string, name: string): string => `[${name}${section.slice(section.indexOf(']'))}`;
