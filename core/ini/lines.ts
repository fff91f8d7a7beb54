/*
 * Splits an AWS file into lines, as the strictest client reads the file. This client is botocore, which uses Python's
 * RawConfigParser. botocore has a rule that other clients lack. A line with a larger indent than the key above
 * continues that key's value, even if the line looks like a key or a header
 * (https://docs.python.org/3/library/configparser.html#supported-ini-file-structure).
 */

export type LineKind = 'blank' | 'comment' | 'header' | 'key' | 'continuation' | 'other';

/** A line. `start`, `end` and `next` are offsets in the text. */
export interface Line {
  readonly start: number;
  /** End of the content, before the line break. */
  readonly end: number;
  /** Start of the next line. If the last line of the file has no line break, this is equal to `end`. */
  readonly next: number;
  readonly kind: LineKind;
  /** Number of white-space characters at the beginning of the line. */
  readonly indent: number;
  /**
   * The next line continues this line's value if the next line's indent is larger than `depth`. If `depth` is negative,
   * no line can continue the value.
   */
  readonly depth: number;
}

/**
 * An error: two tools read a line of the text differently. `line` is counted from 1. `why` is a part of a sentence,
 * such as `a line break that only some tools know`.
 */
export class IniAmbiguity extends Error {
  override readonly name = 'IniAmbiguity';
  readonly line: number;
  readonly why: string;

  constructor(line: number, why: string) {
    super(`line ${line}: ${why}`);
    this.line = line;
    this.why = why;
  }
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const OPENING_BRACKET = 91;
/**
 * Values of `Line.depth` in two places: before the first header, and between a header and the section's first key. In
 * these places, no line can continue the value of another line.
 */
const NO_SECTION = -2;
const NO_VALUE = -1;
/**
 * Characters that only some tools read as the end of a line or of the file. `findOddBreak` also finds a CR without LF.
 */
const ODD_BREAKS = [...'\u0000\u000b\u000c\u001c\u001d\u001e\u001f\u0085\u2028\u2029'];

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || (code > 127 && /\s/u.test(String.fromCharCode(code)));
}

function isComment(code: number): boolean {
  return code === 35 || code === 59;
}

function hasDelimiter(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 61 || code === 58) return at > from;
  }
  return false;
}

function kindOf(text: string, first: number, end: number, indent: number, depth: number): LineKind {
  if (first === end) return 'blank';
  const code = text.charCodeAt(first);
  if (isComment(code)) return 'comment';
  if (depth >= 0 && indent > depth) return 'continuation';
  if (code === OPENING_BRACKET && text.lastIndexOf(']', end - 1) > first + 1) return 'header';
  return hasDelimiter(text, first, end) ? 'key' : 'other';
}

/**
 * The `depth` of a line. A blank line or a comment gets the `depth` of the line above.
 * @param depth the `depth` of the line above
 */
function depthAfter(kind: LineKind, indent: number, depth: number): number {
  if (kind === 'header') return NO_VALUE;
  return kind === 'key' && depth !== NO_SECTION ? indent : depth;
}

/**
 * The line that begins at `start`.
 * @param depth the `depth` of the previous line
 */
function lineAt(text: string, start: number, depth: number): Line {
  const feed = text.indexOf('\n', start);
  const next = feed < 0 ? text.length : feed + 1;
  let end = feed < 0 ? text.length : feed;
  if (feed > start && text.charCodeAt(feed - 1) === CARRIAGE_RETURN) end--;
  let first = start;
  while (first < end && isSpace(text.charCodeAt(first))) first++;
  const indent = first - start;
  const kind = kindOf(text, first, end, indent, depth);
  return { start, end, next, kind, indent, depth: depthAfter(kind, indent, depth) };
}

/** Calls `visit` for every line of a file. The second argument is the number of the line, counted from 1. */
export function visitLines(text: string, visit: (line: Line, number: number) => void): void {
  let depth = NO_SECTION;
  for (let at = 0, number = 1; at < text.length; number++) {
    const line = lineAt(text, at, depth);
    visit(line, number);
    at = line.next;
    depth = line.depth;
  }
}

/** Every line of a file. */
export function readLines(text: string): Line[] {
  const lines: Line[] = [];
  visitLines(text, (line) => lines.push(line));
  return lines;
}

/**
 * Reads the lines from the header at `start` to the next header. The result includes both headers. If there is no next
 * header, reads to the end of the text. The text before `start` does not matter, because a header without indent never
 * continues a value.
 */
export function readSectionLines(text: string, start: number): Line[] {
  const lines = [lineAt(text, start, NO_SECTION)];
  for (let last = lines[0]; last && last.next < text.length; last = lines.at(-1)) {
    lines.push(lineAt(text, last.next, last.depth));
    if (lines.at(-1)?.kind === 'header') break;
  }
  return lines;
}

/** The offset of every `[` that has only blanks before it on its line. */
export function* openingBrackets(text: string): Generator<number> {
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) {
    let before = at - 1;
    while (before >= 0 && isSpace(text.charCodeAt(before))) before--;
    if (before < 0 || text.charCodeAt(before) === LINE_FEED) yield at;
  }
}

/**
 * The offset of the beginning of a line.
 * @param at an offset inside this line
 */
export function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

/**
 * The offset of the first line break that only some tools know, or -1. Calls `indexOf` once for each such character.
 * One regular expression for all characters would be ten times slower on a file of several megabytes.
 */
function findOddBreak(text: string): number {
  for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) {
    if (text.charCodeAt(at + 1) !== LINE_FEED) return at;
  }
  return ODD_BREAKS.map((each) => text.indexOf(each)).find((at) => at >= 0) ?? -1;
}

/**
 * Refuses a text with line breaks that only some tools know.
 * @throws IniAmbiguity when the text has a line break or a byte order mark that some tools do not know.
 */
export function refuseOddBreaks(text: string): void {
  if (text.charCodeAt(0) === 0xfeff) throw new IniAmbiguity(1, 'a byte order mark, which the AWS CLI cannot read');
  const at = findOddBreak(text);
  if (at >= 0) throw new IniAmbiguity(lineNumber(text, at), 'a line break that only some tools know');
}

/**
 * The number of a line, counted from 1.
 * @param at an offset inside this line
 */
export function lineNumber(text: string, at: number): number {
  return lineNumbers(text)(at);
}

/**
 * Returns a function like `lineNumber`. Callers must pass offsets to this function in ascending order. So one pass over
 * the text finds all numbers.
 */
export function lineNumbers(text: string): (at: number) => number {
  let count = 1;
  let feed = text.indexOf('\n');
  return (at) => {
    for (; feed >= 0 && feed < at; feed = text.indexOf('\n', feed + 1)) count++;
    return count;
  };
}

/**
 * The line break to use next to `line`: the line break at the end of `line`, else the first line break of the file,
 * else LF.
 */
export function lineBreak(text: string, line: Line | undefined): string {
  if (line && line.next > line.end) return text.slice(line.end, line.next);
  const feed = text.indexOf('\n');
  return feed > 0 && text.charCodeAt(feed - 1) === CARRIAGE_RETURN ? '\r\n' : '\n';
}
