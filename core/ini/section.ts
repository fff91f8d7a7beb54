import { isCommentOrNothing, isHeaderForDotNet, isHeaderForJs } from './headers.ts';
import { IniAmbiguity, type Line, lineNumber, lineStart, openingBrackets, readSectionLines } from './lines.ts';

/** A section whose header all tools read in the same way. */
export interface Extent {
  /** Offset of the section's header in the text. */
  readonly start: number;
  /** The header and every line before the next header. */
  readonly lines: readonly Line[];
  /** The header after the section; null at the end of the file. */
  readonly follows: Line | null;
}

/**
 * A header whose name is the same for every client that recognises the header. Because of a comment after the header,
 * some client may still miss the header or refuse the file.
 */
const COMMON_HEADER = /^\[[^[\]=#;]+\](.*)$/;

/** A line without the blanks around it. */
export const content = (text: string, line: Line): string => text.slice(line.start + line.indent, line.end).trimEnd();

/**
 * The offset of the first `=` or `:` of the line. If the line has no `=` and no `:`, this is the offset of the line's
 * end.
 */
function delimiterOf(text: string, { start, end }: Line): number {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 61 || code === 58) return at;
  }
  return end;
}

/** Whether a character is white space. A form feed counts as white space, because it does not end a line here. */
function isWhiteSpace(code: number): boolean {
  return code === 32 || code === 9 || ((code < 32 || code > 127) && /\s/u.test(String.fromCharCode(code)));
}

function afterSpaces(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isWhiteSpace(text.charCodeAt(at))) at++;
  return at;
}

interface KeyParts {
  readonly key: string;
  /** The offset of the `=` or `:` in the text. */
  readonly delimiter: number;
  /** The offset of the value in the text. */
  readonly valueAt: number;
}

/** Splits a line of the kind `key` into its parts. */
export function keyParts(text: string, line: Line): KeyParts {
  const delimiter = delimiterOf(text, line);
  const valueAt = afterSpaces(text, Math.min(delimiter + 1, line.end), line.end);
  return { key: text.slice(line.start + line.indent, delimiter).trimEnd(), delimiter, valueAt };
}

/** Reads the values of these lines. The result has the same form as `Section.values`. */
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

/** All section names that some tool may read in a line that begins with `[`. */
function possibleNames(shown: string): string[] {
  const inside = shown.slice(1).split(']', 1)[0]?.trim() ?? '';
  const typed = /^(profile|sso-session|services)\s+["']?(.*?)["']?$/.exec(inside);
  if (typed) return [inside, `${typed[1]}.${typed[2]}`];
  const end = shown.lastIndexOf(']');
  return end < 0 ? [inside] : [inside, shown.slice(1, end).trim()];
}

/** A header with a name that all tools read in the same way. Nearly all headers have this form. */
const PLAIN_HEADER = /^\[[^\s\]]+\]$/;

type Names = Pick<ReadonlySet<string>, 'has'>;
const NONE: string[] = [];

/**
 * The line at the offset `at`, and the names that some tool may read in this line. Only names in `wanted` are returned.
 */
function headerAt(text: string, at: number, wanted: Names): { shown: string; names: string[] } {
  const feed = text.indexOf('\n', at);
  const shown = text.slice(at, feed < 0 ? text.length : feed).trimEnd();
  if (!PLAIN_HEADER.test(shown))
    return { shown, names: [...new Set(possibleNames(shown))].filter((name) => wanted.has(name)) };
  const name = shown.slice(1, -1);
  return { shown, names: wanted.has(name) ? [name] : NONE };
}

/**
 * A possible header of a section. `why` is not null if some tool does not read the line as the header of this section.
 */
interface Header {
  readonly at: number;
  readonly why: string | null;
}

function whyNotHeader(text: string, at: number, { name, shown }: { name: string; shown: string }): string | null {
  const isAgreed =
    lineStart(text, at) === at && shown.startsWith(`[${name}]`) && isCommentOrNothing(shown.slice(name.length + 2));
  return isAgreed ? null : `a header for ${name} in a form that only some tools read`;
}

/**
 * Finds the header of each wanted section. If it is not clear which line is the header, the result contains the first
 * unclear line, with the reason in `why`.
 */
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
 * Finds the headers of all these sections in one pass.
 * @returns a function that finds a section by its name. The function returns null if the section does not exist. It
 * throws IniAmbiguity when tools disagree about which line is the section's header.
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

/**
 * Refuses a section in which a key occurs twice. Some tools use the first value and some the last. The AWS CLI refuses
 * the whole file.
 */
function refuseRepeatedKeys(text: string, lines: readonly Line[]): void {
  const seen = new Set<string>();
  for (const line of lines) {
    if (line.kind !== 'key') continue;
    const key = keyParts(text, line).key.toLowerCase();
    if (seen.has(key)) throw new IniAmbiguity(lineNumber(text, line.start), 'a key that occurs twice in its section');
    seen.add(key);
  }
}

const isCommonHeader = (shown: string): boolean => isCommentOrNothing(COMMON_HEADER.exec(shown)?.[1] ?? 'none');

/** Whether all tools read the line as a header. */
function isHeaderForAll(shown: string): boolean {
  return isCommonHeader(shown) && isHeaderForJs(shown) && isHeaderForDotNet(shown);
}

/**
 * Refuses a section in two cases: not all tools agree where the section ends, or some tool sees another header inside
 * it. A tool that misses the next header would read the keys below that header as keys of this section. The tool would
 * then use these keys instead of the keys that Keyferry writes.
 * @param isNextFine whether the next header has an acceptable form
 * @throws IniAmbiguity
 */
export function refuseUnclearBounds(text: string, { lines, follows }: Extent, isNextFine = isHeaderForAll): void {
  const hidden = lines.slice(1).find((line) => text.startsWith('[', line.start + line.indent));
  const unclear = follows && (follows.indent > 0 || !isNextFine(content(text, follows))) ? follows : hidden;
  if (unclear) throw new IniAmbiguity(lineNumber(text, unclear.start), 'a line that only some tools read as a header');
  refuseRepeatedKeys(text, lines);
  const odd = lines.find((line) => /[^ \t]/.test(text.slice(line.start, line.start + line.indent)));
  if (odd) throw new IniAmbiguity(lineNumber(text, odd.start), 'a character that only some tools read as a blank');
}

/**
 * Like `refuseUnclearBounds`, but for an edit that changes only `keys`. The SDK for JavaScript or .NET may not recognise
 * the next header. In this case, the edit is refused only if the SDK for JavaScript would find one of `keys` below that
 * header.
 * @param keys in lower case
 * @throws IniAmbiguity
 */
export function refuseUnclearEdit(text: string, extent: Extent, keys: ReadonlySet<string>): void {
  refuseUnclearBounds(text, extent, isCommonHeader);
  for (let { follows } = extent; follows && !isHeaderForJs(content(text, follows)); ) {
    const below = extentAt(text, follows.start);
    const key = [...readValues(text, below.lines).keys()].find((each) => keys.has(each));
    if (key !== undefined) {
      const why = `a header that the AWS SDK for JavaScript does not recognise, so this SDK would use the ${key} below the header; put a blank before the comment`;
      throw new IniAmbiguity(lineNumber(text, follows.start), why);
    }
    follows = below.follows;
  }
}
