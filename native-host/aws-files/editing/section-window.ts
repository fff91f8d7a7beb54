import { isAscii } from 'node:buffer';
import { KeyferryError } from '#core/errors.ts';
import { IniAmbiguity, type Splice } from '#core/ini/document.ts';

/*
 * The part of a large file that one section's edit depends on, found among the bytes: making a text of all megabytes
 * takes longer than the rest of the edit. Whatever is not plain is left to the whole text, which also knows its lines'
 * numbers; so an answer given here is always the one that the whole text would give.
 */

/** Lines of a file, as text, that begin at the offset `from`. */
interface Window {
  readonly from: number;
  readonly text: string;
}

const LINE_FEED = 10;
/** What may end a line for some tool: core/ini/lines.ts refuses all of these but CR before LF. */
const BREAKS = [0, 11, 12, 13, 28, 29, 30, 31];
/** A section DEFAULT, and headers with blanks inside. */
const UNCOMMON_HEADERS = ['[DEF', '[ ', '[\t'];
const BLANK_OR_END = [9, 32, LINE_FEED, undefined];
const CLOSING_BRACKET = 93;

/** Whether nothing in the file needs more than a look: its characters are bytes, its lines and headers plain. */
function isPlain(bytes: Buffer): boolean {
  return (
    isAscii(bytes) &&
    !BREAKS.some((code) => bytes.includes(code)) &&
    !UNCOMMON_HEADERS.some((header) => bytes.includes(header))
  );
}

/** Tools that join a type and a name by a dot find such a name under another header too. */
const isTyped = (name: string): boolean => /^(?:profile|sso-session|services)\./.test(name);

/** Offset of the only `[name]`, at a line's start; -1 where there is none, null where it takes a closer look. */
function headerOf(bytes: Buffer, name: string): number | null {
  let found = -1;
  for (let at = bytes.indexOf(`[${name}`); at >= 0; at = bytes.indexOf(`[${name}`, at + 1)) {
    const behind = bytes[at + name.length + 1];
    if (BLANK_OR_END.includes(behind)) return null;
    if (behind !== CLOSING_BRACKET) continue;
    if (found >= 0 || (at > 0 && bytes[at - 1] !== LINE_FEED)) return null;
    found = at;
  }
  return found;
}

const slice = (bytes: Buffer, from: number, to: number): Window => ({ from, text: bytes.toString('latin1', from, to) });

/**
 * From the header at `start` to the end of the line that begins with the next `[`; null where that line is no header, and
 * the section goes on behind it.
 */
function sectionAt(bytes: Buffer, start: number): Window | null {
  const next = bytes.indexOf('\n[', start);
  if (next < 0) return slice(bytes, start, bytes.length);
  const end = bytes.indexOf(LINE_FEED, next + 1);
  const window = slice(bytes, start, end < 0 ? bytes.length : end + 1);
  return window.text.lastIndexOf(']') > next - start + 2 ? window : null;
}

const lastLine = (bytes: Buffer): Window =>
  slice(bytes, bytes.length < 2 ? 0 : bytes.lastIndexOf(LINE_FEED, bytes.length - 2) + 1, bytes.length);

/**
 * What `sectionSplices` needs to see for this one section: its lines and the header behind them, or, where the section is
 * not there, the last line.
 * @returns null where it needs to see the whole text
 */
function sectionWindow(bytes: Buffer, name: string): Window | null {
  if (name === '' || isTyped(name) || !isPlain(bytes)) return null;
  const header = headerOf(bytes, name);
  if (header === null) return null;
  return header < 0 ? lastLine(bytes) : sectionAt(bytes, header);
}

/**
 * The changes that `edit`, which looks at this section only, makes of the file.
 * @returns null where the whole text has to be asked, for its answer or for the line of its refusal
 * @throws whatever else `edit` throws
 */
export function windowSplices(
  bytes: Buffer,
  name: string,
  edit: (text: string) => string | readonly Splice[],
): Splice[] | null {
  const window = sectionWindow(bytes, name);
  if (window === null) return null;
  try {
    const edited = edit(window.text);
    if (typeof edited === 'string') return null;
    return edited.map(({ from, to, text }) => ({ from: from + window.from, to: to + window.from, text }));
  } catch (error) {
    if (error instanceof IniAmbiguity || (error instanceof KeyferryError && error.code === 'FILE_AMBIGUOUS'))
      return null;
    throw error;
  }
}
