/*
 * An AWS file as lines, read the way the strictest client reads it: botocore, which is Python's RawConfigParser.
 * Its rule that others lack: a line indented deeper than the key above it continues that key's value, even when it
 * looks like a key or a header of its own (https://docs.python.org/3/library/configparser.html#supported-ini-file-structure).
 */

export type LineKind = 'blank' | 'comment' | 'header' | 'key' | 'continuation' | 'other';

/** One line as offsets into the text: nothing is copied until someone asks. */
export interface Line {
  readonly start: number;
  /** End of the content, before the line break. */
  readonly end: number;
  /** Start of the next line; equals `end` on a last line without a line break. */
  readonly next: number;
  readonly kind: LineKind;
  /** Count of leading white space. */
  readonly indent: number;
  /** The reader's state after this line: a line indented deeper continues a value; negative where none can. */
  readonly depth: number;
}

/** The place that two tools would read differently; `line` counts from 1. */
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

const CARRIAGE_RETURN = 13;
const OPENING_BRACKET = 91;
/** States of `Line.depth`: nothing can be continued before the first header, nor before a section's first key. */
const NO_SECTION = -2;
const NO_VALUE = -1;
/** What some tools take as the end of a line and others do not. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ODD_BREAK = /\r(?!\n)|[\u0000\u000b\u000c\u001c-\u001f\u0085\u2028\u2029]/;

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

/** The reader's depth after a line: see `Line.depth`. A header ends every value, blank lines and comments end none. */
function depthAfter(kind: LineKind, indent: number, depth: number): number {
  if (kind === 'header') return NO_VALUE;
  return kind === 'key' && depth !== NO_SECTION ? indent : depth;
}

/**
 * Splits a text, or its rest from `from` on, into lines.
 * @param depth the reader's state before the first line; left out at the start of a file.
 */
export function readLines(text: string, from = 0, depth = NO_SECTION): Line[] {
  const lines: Line[] = [];
  let state = depth;
  for (let start = from; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const next = feed < 0 ? text.length : feed + 1;
    let end = feed < 0 ? text.length : feed;
    if (feed > start && text.charCodeAt(feed - 1) === CARRIAGE_RETURN) end--;
    let first = start;
    while (first < end && isSpace(text.charCodeAt(first))) first++;
    const kind = kindOf(text, first, end, first - start, state);
    state = depthAfter(kind, first - start, state);
    lines.push({ start, end, next, kind, indent: first - start, depth: state });
    start = next;
  }
  return lines;
}

/** @throws IniAmbiguity when the text holds a line break or byte order mark that some tools do not know. */
export function refuseOddBreaks(text: string): void {
  if (text.charCodeAt(0) === 0xfeff) throw new IniAmbiguity(1, 'a byte order mark, which the AWS CLI cannot read');
  const at = text.search(ODD_BREAK);
  if (at >= 0) throw new IniAmbiguity(lineNumber(text, at), 'a line break that only some tools know');
}

/** 1-based number of the line that holds offset `at`. */
export function lineNumber(text: string, at: number): number {
  let count = 1;
  for (let feed = text.indexOf('\n'); feed >= 0 && feed < at; feed = text.indexOf('\n', feed + 1)) count++;
  return count;
}

/** The line break to write beside `line`: its own, else the first one of the file, else LF. */
export function lineBreak(text: string, line: Line | undefined): string {
  if (line && line.next > line.end) return text.slice(line.end, line.next);
  const feed = text.indexOf('\n');
  return feed > 0 && text.charCodeAt(feed - 1) === CARRIAGE_RETURN ? '\r\n' : '\n';
}
