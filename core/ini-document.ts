import { IniAmbiguity, type Line, lineBreak, readLines, refuseOddBreaks } from './ini-lines.ts';

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

/** A section's lines by index: header, and one past the last line before the next header. */
interface Extent {
  readonly header: number;
  readonly end: number;
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const content = (text: string, line: Line): string => text.slice(line.start + line.indent, line.end).trimEnd();

function headerName(text: string, line: Line): string {
  const shown = content(text, line);
  return shown.slice(1, shown.lastIndexOf(']'));
}

function keyParts(text: string, line: Line): { key: string; delimiter: string; valueAt: number } {
  const shown = text.slice(line.start, line.end);
  const at = shown.search(/[=:]/);
  const blanks = /^\s*/.exec(shown.slice(at + 1))?.[0].length ?? 0;
  return {
    key: shown.slice(line.indent, at).trimEnd(),
    delimiter: shown.charAt(at),
    valueAt: line.start + at + 1 + blanks,
  };
}

/** What each line that begins with `[` might be called by some reader, whatever its indent and trailing text. */
function possibleNames(shown: string): string[] {
  const inside = shown.slice(1).split(']', 1)[0]?.trim() ?? '';
  const typed = /^(profile|sso-session|services)\s+["']?(.*?)["']?$/.exec(inside);
  return typed ? [inside, `${typed[1]}.${typed[2]}`] : [inside, shown.slice(1, shown.lastIndexOf(']')).trim()];
}

/** Finds the one header `[name]`, and refuses every spelling that only some readers take for it. */
function locate(text: string, lines: readonly Line[], name: string): Extent | null {
  let header = -1;
  for (const [index, line] of lines.entries()) {
    if (text.charCodeAt(line.start + line.indent) !== 91) continue;
    const shown = content(text, line);
    if (!possibleNames(shown).includes(name)) continue;
    const plain =
      line.indent === 0 && line.kind === 'header' && /^[ \t]*$|^[ \t]+[#;][^\]]*$/.test(shown.slice(name.length + 2));
    if (!plain || !shown.startsWith(`[${name}]`)) {
      throw new IniAmbiguity(index + 1, `a header for ${name} in a form that only some tools read`);
    }
    if (header >= 0) throw new IniAmbiguity(index + 1, `a second section called ${name}`);
    header = index;
  }
  if (header < 0) return null;
  const after = lines.findIndex((line, index) => index > header && line.kind === 'header');
  return { header, end: after < 0 ? lines.length : after };
}

function parse(text: string, name: string): { lines: Line[]; extent: Extent | null } {
  refuseOddBreaks(text);
  const lines = readLines(text);
  return { lines, extent: locate(text, lines, name) };
}

function readValues(text: string, lines: readonly Line[], { header, end }: Extent): Map<string, string> {
  const values = new Map<string, string>();
  let last = '';
  for (const line of lines.slice(header + 1, end)) {
    if (line.kind === 'key') {
      const { key, valueAt } = keyParts(text, line);
      last = key.toLowerCase();
      values.set(last, text.slice(valueAt, line.end).trimEnd());
    } else if (line.kind === 'continuation') {
      values.set(last, `${values.get(last)}\n${content(text, line)}`);
    }
  }
  return values;
}

/** Every section in the order of the file; duplicates stand twice. */
export function readSections(text: string): Section[] {
  const lines = readLines(text);
  const headers = lines.flatMap((line, index) => (line.kind === 'header' ? [index] : []));
  return headers.map((header, nth) => ({
    name: headerName(text, lines[header] as Line),
    line: header + 1,
    values: readValues(text, lines, { header, end: headers[nth + 1] ?? lines.length }),
  }));
}

/** @throws IniAmbiguity when tools would disagree on which lines are this section. */
export function findSection(text: string, name: string): Section | null {
  const { lines, extent } = parse(text, name);
  return extent && { name, line: extent.header + 1, values: readValues(text, lines, extent) };
}

/** Whether `line`, though botocore continues a value with it, looks like a header to readers without that rule. */
function refuseHiddenHeaders(text: string, lines: readonly Line[], { header, end }: Extent): void {
  for (let index = header + 1; index < end; index++) {
    const line = lines[index] as Line;
    if (line.kind === 'continuation' && /^\[.*\](?:\s*[#;].*)?$/.test(content(text, line))) {
      throw new IniAmbiguity(index + 1, 'an indented header, which only some tools read as a section');
    }
  }
}

/** The line's own edit: a new value behind the old key and spacing, or the whole line where its form is not common. */
function replaceValue(text: string, line: Line, key: string, value: string): Edit {
  const parts = keyParts(text, line);
  if (parts.key === key && parts.delimiter === '=') return { from: parts.valueAt, to: line.end, text: value };
  return { from: line.start + line.indent, to: line.end, text: `${key} = ${value}` };
}

/** Where keys that the section lacks go, and how far they are indented so that no later line changes its meaning. */
function insertionPoint(
  lines: readonly Line[],
  { header, end }: Extent,
  lastSet: number,
): { at: number; indent: number } {
  if (lastSet >= 0) return { at: lastSet + 1, indent: lines[lastSet]?.indent ?? 0 };
  const first = lines.findIndex((line, index) => index > header && index < end && line.kind === 'key');
  if (first >= 0) return { at: first, indent: lines[first]?.indent ?? 0 };
  return { at: header + 1, indent: lines[end]?.indent ?? 0 };
}

function editsInSection(text: string, lines: readonly Line[], extent: Extent, changes: SectionChanges): Edit[] {
  const missing = new Map(changes.set);
  const wanted = new Map(changes.set);
  const edits: Edit[] = [];
  let lastSet = -1;
  for (let index = extent.header + 1; index < extent.end; index++) {
    const line = lines[index] as Line;
    if (line.kind !== 'key') continue;
    const key = keyParts(text, line).key.toLowerCase();
    const value = wanted.get(key);
    if (value === undefined && !changes.remove.includes(key)) continue;
    const continued = continuationOf(lines, index + 1, extent.end);
    if (continued >= 0) throw new IniAmbiguity(continued + 1, `an indented line that continues ${key} in some tools`);
    if (value !== undefined && missing.delete(key)) {
      edits.push(replaceValue(text, line, key, value));
      lastSet = index;
    } else {
      edits.push({ from: line.start, to: line.next, text: '' });
    }
  }
  if (missing.size > 0) edits.push(insertion(text, lines, insertionPoint(lines, extent, lastSet), missing));
  return edits;
}

/** Index of the first line that continues the key above `from`, or -1. */
function continuationOf(lines: readonly Line[], from: number, end: number): number {
  for (let index = from; index < end && lines[index]?.kind !== 'key'; index++) {
    if (lines[index]?.kind === 'continuation') return index;
  }
  return -1;
}

function insertion(
  text: string,
  lines: readonly Line[],
  { at, indent }: { at: number; indent: number },
  keys: ReadonlyMap<string, string>,
): Edit {
  const before = lines[at - 1] as Line;
  const ending = lineBreak(text, before);
  const written = [...keys].map(([key, value]) => `${' '.repeat(indent)}${key} = ${value}${ending}`).join('');
  const glue = before.next === before.end ? ending : '';
  return { from: before.next, to: before.next, text: glue + written };
}

function apply(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.from - b.from || a.to - b.to)) {
    result += text.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return result + text.slice(at);
}

/**
 * Throws unless the lines from `from` on read in `after`, where they begin at `at`, as they did before: the guard
 * behind all the rules above. Up to the next header is far enough, since a header ends all that the edit can touch.
 */
function refuseNewMeaning(was: readonly Line[], from: number, after: string, at: number, depth?: number): void {
  const header = was.findIndex((line, index) => index >= from && line.kind === 'header');
  const until = header < 0 ? was.length : header + 1;
  const end = at + (was[until - 1]?.next ?? 0) - (was[from]?.start ?? 0);
  for (const [index, line] of readLines(after.slice(0, end), at, depth).entries()) {
    if (was[from + index]?.kind !== line.kind) {
      throw new IniAmbiguity(from + index + 1, 'an indented line whose meaning depends on the lines above it');
    }
  }
}

function append(text: string, name: string, changes: SectionChanges): string {
  const ending = lineBreak(text, undefined);
  const last = readLines(text.slice(text.lastIndexOf('\n', text.length - 2) + 1)).at(-1);
  const glue = text === '' ? '' : (text.endsWith('\n') ? '' : ending) + (last?.kind === 'blank' ? '' : ending);
  return `${text}${glue}[${name}]${ending}${changes.set.map(([key, value]) => `${key} = ${value}${ending}`).join('')}`;
}

/**
 * The text with `changes` made to the section `name`, which is appended when it is not there.
 * Names and values must already be of the shapes of profile-name.ts and credentials.ts.
 * @throws IniAmbiguity when tools would read the place differently; nothing is edited then.
 */
export function upsertSection(text: string, name: string, changes: SectionChanges): string {
  const { lines, extent } = parse(text, name);
  if (!extent) return append(text, name, changes);
  refuseHiddenHeaders(text, lines, extent);
  const result = apply(text, editsInSection(text, lines, extent, changes));
  const at = (lines[extent.end]?.start ?? text.length) + result.length - text.length;
  const own = readLines(result.slice(0, at), lines[extent.header]?.start);
  refuseNewMeaning(lines, extent.end, result, at, own.at(-1)?.depth);
  return result;
}

/**
 * The text without the section `name`: from its header to its last key, and one of two blank lines round it.
 * Comments behind the last key stay: they mostly belong to what follows.
 * @throws IniAmbiguity as `upsertSection`.
 */
export function removeSection(text: string, name: string): string {
  const { lines, extent } = parse(text, name);
  if (!extent) return text;
  refuseHiddenHeaders(text, lines, extent);
  let end = extent.end;
  while (end > extent.header + 1 && ['blank', 'comment'].includes(lines[end - 1]?.kind ?? '')) end--;
  const follows = lines[end];
  const spare = lines[extent.header - 1]?.kind === 'blank' && (!follows || follows.kind === 'blank');
  const begin = extent.header - (spare ? 1 : 0);
  const from = lines[begin]?.start ?? 0;
  const result = text.slice(0, from) + text.slice(follows?.start ?? text.length);
  refuseNewMeaning(lines, end, result, from, lines[begin - 1]?.depth);
  return result;
}
