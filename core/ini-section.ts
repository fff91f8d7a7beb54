import { IniAmbiguity, type Line, lineNumber, lineStart, openingBrackets, readSectionLines } from './ini-lines.ts';

/** One section's lines, where every tool agrees on its header. */
export interface Extent {
  /** Offset of the header. */
  readonly start: number;
  /** The header and every line before the next header. */
  readonly lines: readonly Line[];
  /** The next header. */
  readonly follows: Line | null;
}

/** A comment behind a header: .NET takes a header with `=` anywhere in its line for a key. */
const HEADER_COMMENT = /^[ \t]*$|^[ \t]+[#;][^\]=]*$/;
/** A header that the clients who do not refuse the whole file for it all take for one. */
const COMMON_HEADER = /^\[[^[\]=#;]+\](?:[ \t]+[#;][^\]=]*)?$/;

/** A line without the blanks round it. */
export const content = (text: string, line: Line): string => text.slice(line.start + line.indent, line.end).trimEnd();

/** The parts of a line of the kind `key`; `head` is all that stands before the value. */
export function keyParts(text: string, line: Line): { key: string; head: string; valueAt: number } {
  const shown = text.slice(line.start, line.end);
  const head = /^[^=:]*[=:]?\s*/.exec(shown)?.[0] ?? '';
  const key = head.slice(line.indent).trimEnd().replace(/[=:]$/, '').trimEnd();
  return { key, head, valueAt: line.start + head.length };
}

/** Keys in lower case, continued lines joined by `\n`. */
export function readValues(text: string, lines: Iterable<Line>): Map<string, string> {
  const values = new Map<string, string>();
  let last = '';
  for (const line of lines) {
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

/** What each line that begins with `[` might be called by some reader, whatever its indent and trailing text. */
function possibleNames(shown: string): string[] {
  const inside = shown.slice(1).split(']', 1)[0]?.trim() ?? '';
  const typed = /^(profile|sso-session|services)\s+["']?(.*?)["']?$/.exec(inside);
  return typed ? [inside, `${typed[1]}.${typed[2]}`] : [inside, shown.slice(1, shown.lastIndexOf(']')).trim()];
}

/** Whether every tool reads the line at `at` as the header `[name]`; null where none does. */
function isHeaderOf(text: string, at: number, name: string): boolean | null {
  const feed = text.indexOf('\n', at);
  const shown = text.slice(at, feed < 0 ? text.length : feed).trimEnd();
  // Most headers of a large file are passed over here: every form of the name holds its last part.
  if (!shown.includes(name.slice(name.indexOf('.') + 1)) || !possibleNames(shown).includes(name)) return null;
  return (
    lineStart(text, at) === at && shown.startsWith(`[${name}]`) && HEADER_COMMENT.test(shown.slice(name.length + 2))
  );
}

/** Finds the one header `[name]`, and refuses every spelling that only some readers take for it. */
function findHeader(text: string, name: string): number {
  let found = -1;
  for (const at of openingBrackets(text)) {
    const agreed = isHeaderOf(text, at, name);
    if (agreed === null) continue;
    if (!agreed)
      throw new IniAmbiguity(lineNumber(text, at), `a header for ${name} in a form that only some tools read`);
    if (found >= 0) throw new IniAmbiguity(lineNumber(text, at), `a second section called ${name}`);
    found = at;
  }
  return found;
}

/** @throws IniAmbiguity when tools would disagree on which line is the header of this section. */
export function locate(text: string, name: string): Extent | null {
  const start = findHeader(text, name);
  if (start < 0) return null;
  const lines = readSectionLines(text, start);
  const follows = lines.length > 1 && lines.at(-1)?.kind === 'header' ? (lines.pop() as Line) : null;
  return { start, lines, follows };
}

/**
 * Throws unless all tools see this section end at the same line, and begin no other one within it. Where one tool
 * misses the next header, the keys behind it would count as this section's, over those we write.
 */
export function refuseUnclearBounds(text: string, { lines, follows }: Extent): void {
  const hidden = lines.slice(1).find((line) => text.startsWith('[', line.start + line.indent));
  const unclear = follows && (follows.indent > 0 || !COMMON_HEADER.test(content(text, follows))) ? follows : hidden;
  if (unclear) throw new IniAmbiguity(lineNumber(text, unclear.start), 'a header that only some tools read as one');
  const odd = lines.find((line) => /[^ \t]/.test(text.slice(line.start, line.start + line.indent)));
  if (odd) throw new IniAmbiguity(lineNumber(text, odd.start), 'a blank that only some tools take for one');
}
