import { IniAmbiguity, type Line, readLines, refuseOddBreaks } from '#core/ini/lines.ts';

/** A problem at a line of an AWS file. */
export interface Finding {
  /** Counted from 1. */
  readonly line: number;
  /** `error` if the AWS CLI cannot read the file because of it. */
  readonly severity: 'warning' | 'error';
  /** The rest of a sentence that begins "Line 3 of FILE …". */
  readonly what: string;
  readonly remedy: string;
}

/** What was read so far; the next lines are compared with it. */
interface Reading {
  readonly text: string;
  readonly sections: Map<string, number>;
  keys: Map<string, number>;
  section: string | null;
  /** Whether the last key has a value on its own line: then an indented line continues it. */
  hasValue: boolean;
}

const shown = (text: string, line: Line) => text.slice(line.start + line.indent, line.end).trimEnd();

function header(reading: Reading, line: Line, at: number): Finding[] {
  const inside = shown(reading.text, line);
  const name = inside.slice(1, inside.lastIndexOf(']'));
  const first = reading.sections.get(name);
  reading.section = name;
  reading.keys = new Map();
  if (first === undefined) {
    reading.sections.set(name, at);
    return [];
  }
  const what = `begins a second section [${name}] (the first is on line ${first}), so the AWS CLI cannot read the file`;
  return [{ line: at, severity: 'error', what, remedy: 'Merge the two sections, or rename one.' }];
}

function key(reading: Reading, line: Line, at: number): Finding[] {
  if (reading.section === null) return stray(reading, line, at);
  const [name = '', ...value] = shown(reading.text, line).split(/[=:]/);
  reading.hasValue = value.join('=').trim() !== '';
  const plain = name.trim().toLowerCase();
  const first = reading.keys.get(plain);
  reading.keys.set(plain, first ?? at);
  if (first === undefined) return [];
  const what = `sets ${plain} again (the first is on line ${first}), so the AWS CLI cannot read the file`;
  return [{ line: at, severity: 'error', what, remedy: 'Remove the outdated one.' }];
}

function stray({ section }: Reading, _line: Line, at: number): Finding[] {
  const what =
    section === null
      ? 'is before the first section, so the AWS CLI cannot read the file'
      : 'is no section, comment or setting, so the AWS CLI cannot read the file';
  return [{ line: at, severity: 'error', what, remedy: 'Remove the line, or put # before it.' }];
}

function continuation({ hasValue }: Reading, _line: Line, at: number): Finding[] {
  if (!hasValue) return [];
  const what = 'is indented, so the AWS CLI reads it as part of the value above, and other tools do not';
  return [{ line: at, severity: 'warning', what, remedy: 'Remove the blanks at the start of the line.' }];
}

const none = (): Finding[] => [];
const rules = { header, key, other: stray, continuation, blank: none, comment: none } as const;

function oddBreaks(text: string): Finding[] {
  try {
    refuseOddBreaks(text);
    return [];
  } catch (error) {
    if (!(error instanceof IniAmbiguity)) throw error;
    return [
      {
        line: error.line,
        severity: 'error',
        what: `holds ${error.why}`,
        remedy: 'Save the file as plain UTF-8 text without it.',
      },
    ];
  }
}

/**
 * Finds lines of an AWS file that the AWS CLI cannot read or that tools read differently.
 * The findings hold names of sections and keys, never a value.
 */
export function examineLines(text: string): readonly Finding[] {
  const plain = text.replace(/^\ufeff/, '');
  const reading: Reading = { text: plain, sections: new Map(), keys: new Map(), section: null, hasValue: false };
  const findings = readLines(plain).flatMap((line, index) => rules[line.kind](reading, line, index + 1));
  return [...oddBreaks(text), ...findings];
}
