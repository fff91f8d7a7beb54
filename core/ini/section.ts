import { IniAmbiguity, type Line, lineNumber, lineStart, openingBrackets, readSectionLines } from './lines.ts';

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
  if (typed) return [inside, `${typed[1]}.${typed[2]}`];
  const end = shown.lastIndexOf(']');
  return end < 0 ? [inside] : [inside, shown.slice(1, end).trim()];
}

/** A header whose name every reader takes alike; nearly all headers are of this form. */
const PLAIN_HEADER = /^\[[^\s\]]+\]$/;

type Names = Pick<ReadonlySet<string>, 'has'>;
const NONE: string[] = [];

/** The line that begins at `at`, and those of the wanted names that some reader might see in it as a header's. */
function headerAt(text: string, at: number, wanted: Names): { shown: string; names: string[] } {
  const feed = text.indexOf('\n', at);
  const shown = text.slice(at, feed < 0 ? text.length : feed).trimEnd();
  if (!PLAIN_HEADER.test(shown))
    return { shown, names: [...new Set(possibleNames(shown))].filter((name) => wanted.has(name)) };
  const name = shown.slice(1, -1);
  return { shown, names: wanted.has(name) ? [name] : NONE };
}

/** Where a name's header stands, and why not every tool would read it there. */
interface Header {
  readonly at: number;
  readonly why: string | null;
}

function whyNotHeader(text: string, at: number, { name, shown }: { name: string; shown: string }): string | null {
  const isAgreed =
    lineStart(text, at) === at && shown.startsWith(`[${name}]`) && HEADER_COMMENT.test(shown.slice(name.length + 2));
  return isAgreed ? null : `a header for ${name} in a form that only some tools read`;
}

/** Every wanted name's header: the only one, or the first line that makes it unclear. */
function findHeaders(text: string, wanted: Names): Map<string, Header> {
  const found = new Map<string, Header>();
  for (const at of openingBrackets(text)) {
    const { shown, names } = headerAt(text, at, wanted);
    for (const name of names) {
      const before = found.get(name);
      if (before && before.why !== null) continue;
      const why = whyNotHeader(text, at, { name, shown });
      found.set(name, { at, why: why ?? (before ? `a second section called ${name}` : null) });
    }
  }
  return found;
}

function extentAt(text: string, start: number): Extent {
  const lines = readSectionLines(text, start);
  const follows = lines.length > 1 && lines.at(-1)?.kind === 'header' ? (lines.pop() as Line) : null;
  return { start, lines, follows };
}

/**
 * Looks for all these sections in one pass.
 * @returns a look-up by name; it throws IniAmbiguity when tools would disagree on which line is that one's header.
 */
export function locateAll(text: string, wanted: Names): (name: string) => Extent | null {
  const headers = findHeaders(text, wanted);
  return (name) => {
    const header = headers.get(name);
    if (header === undefined) return null;
    if (header.why !== null) throw new IniAmbiguity(lineNumber(text, header.at), header.why);
    return extentAt(text, header.at);
  };
}

/** Of a key that stands twice some tools take the first, some the last, and the AWS CLI refuses the whole file. */
function refuseRepeatedKeys(text: string, lines: readonly Line[]): void {
  const seen = new Set<string>();
  for (const line of lines) {
    if (line.kind !== 'key') continue;
    const key = keyParts(text, line).key.toLowerCase();
    if (seen.has(key)) throw new IniAmbiguity(lineNumber(text, line.start), 'a key that stands twice in its section');
    seen.add(key);
  }
}

/**
 * Throws unless all tools see this section end at the same line, and begin no other one within it. Where one tool
 * misses the next header, the keys behind it would count as this section's, over those we write.
 */
export function refuseUnclearBounds(text: string, { lines, follows }: Extent): void {
  const hidden = lines.slice(1).find((line) => text.startsWith('[', line.start + line.indent));
  const unclear = follows && (follows.indent > 0 || !COMMON_HEADER.test(content(text, follows))) ? follows : hidden;
  if (unclear) throw new IniAmbiguity(lineNumber(text, unclear.start), 'a header that only some tools read as one');
  refuseRepeatedKeys(text, lines);
  const odd = lines.find((line) => /[^ \t]/.test(text.slice(line.start, line.start + line.indent)));
  if (odd) throw new IniAmbiguity(lineNumber(text, odd.start), 'a blank that only some tools take for one');
}
