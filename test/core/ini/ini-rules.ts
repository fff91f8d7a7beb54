/*
 * Readers of AWS files by the rules of the clients that cannot be run here: Go v2 (internal/ini), Java v2
 * (ProfileFileReader) and .NET (IniFile). Each rule cites its row of the table in ini-rules.test.ts. They use nothing
 * of core/, so that a mistake in the one is not repeated in the other. A reader throws where the client refuses the file.
 */

/** Profiles with their keys, as one client sees them. */
export type ReadFile = Map<string, Map<string, string>>;
export type Reader = (text: string) => ReadFile;

/** CRLF: the same as LF to all three. */
const linesOf = (text: string): string[] => text.split(/\r?\n/);
/** Java's trim and Go's cut sets: ASCII blanks. */
const trimBlanks = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, '');
const isIndented = (line: string): boolean => /^[ \t]/.test(line);

/** The line before the earliest of these. */
function before(line: string, ...marks: string[]): string {
  const ends = marks.map((mark) => line.indexOf(mark)).filter((at) => at >= 0);
  return line.slice(0, Math.min(line.length, ...ends));
}

function fail(client: string, line: string): never {
  throw new SyntaxError(`${client} refuses the line ${JSON.stringify(line)}`);
}

class Profiles {
  readonly all: ReadFile = new Map();
  current: Map<string, string> | null = null;

  /** Duplicate section: merged. */
  open(name: string): void {
    this.current = this.all.get(name) ?? new Map();
    this.all.set(name, this.current);
  }
}

/** Key and value at the first of these separators. */
function split(line: string, separators: RegExp): [key: string, value: string] | null {
  const at = line.search(separators);
  return at < 0 ? null : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

/** Go v2. */
export const readLikeGo: Reader = (text) => {
  const profiles = new Profiles();
  let last: string | null = null;
  for (const line of linesOf(text)) {
    // Comment line: leading white space is allowed.
    if (line.trim() === '' || /^[ \t]*[#;]/.test(line)) continue;
    // Inline comment: cut at any # or ;, whatever stands before it; headers alike.
    const bare = trimBlanks(before(line, '#', ';'));
    if (/^\[.*\]$/.test(bare) && line.startsWith('[')) {
      // `[ a ]` is a.
      profiles.open(bare.slice(1, -1).trim());
      last = null;
    } else if (isIndented(line)) {
      // Indented line: a part of the value above it, and no key; without a key above it is dropped.
      const above: string | undefined = last === null ? undefined : profiles.current?.get(last);
      if (above && !/[=:]/.test(line)) profiles.current?.set(last ?? '', `${above}\n${line.trim()}`);
    } else {
      // Line without a separator: refused. `k: v` is a key.
      const [key, value] = split(bare, /[=:]/) ?? fail('Go', line);
      // Text before the first section: ignored.
      if (profiles.current === null) continue;
      // Key case: lowered. Duplicate key: the last one. Quotes: removed.
      last = key.toLowerCase();
      profiles.current.set(last, value.replace(/^(["'])(.+)\1$/, '$2'));
    }
  }
  return profiles.all;
};

/** Names that Java takes; `:` and `+` in newer versions only. */
const JAVA_NAME = /^[A-Za-z0-9_\-/.%@:+]*$/;

/** Java v2. */
export const readLikeJava: Reader = (text) => {
  const profiles = new Profiles();
  let ignoring = false;
  let last: string | null = null;
  // BOM: the first header is not seen as one.
  for (const line of linesOf(text)) {
    // Comment line: in the first column only.
    if (/^[ \t]*$/.test(line) || /^[#;]/.test(line)) continue;
    if (line.startsWith('[')) {
      const bare = before(line, '#', ';').trim();
      if (!bare.endsWith(']')) fail('Java', line);
      const name = bare.slice(1, -1).trim();
      // Names of other characters, blanks among them: the profile is ignored with all its keys.
      ignoring = !JAVA_NAME.test(name);
      last = null;
      if (!ignoring) profiles.open(name);
    } else if (ignoring) {
    } else if (profiles.current === null) {
      // Text before the first section: refused.
      fail('Java', line);
    } else if (isIndented(line)) {
      // Indented line: continues the value above it, an indented comment too; refused where there is none.
      if (last === null) fail('Java', line);
      if (profiles.current.get(last)?.split('\n')[0] === '' && !line.includes('=')) fail('Java', line);
      profiles.current.set(last, `${profiles.current.get(last)}\n${line.trim()}`);
    } else {
      // Inline comment: behind a blank or tab. `k: v` and a line without a separator: refused.
      const [key, value] = split(before(line, ' #', ' ;', '\t#', '\t;'), /=/) ?? fail('Java', line);
      if (key === '') fail('Java', line);
      // Key case: kept. Duplicate key: the last one. Quotes: kept.
      last = key;
      profiles.current.set(key, value);
    }
  }
  return profiles.all;
};

/** .NET. */
export const readLikeDotNet: Reader = (text) => {
  const all: ReadFile = new Map();
  let section: Map<string, string> | null = null;
  let name = '';
  let broken = false;
  const close = () => {
    // Duplicate section: the first one only. Duplicate key: the section is skipped.
    if (section && !all.has(name)) all.set(name, broken ? new Map() : section);
  };
  // BOM: read over.
  for (const line of linesOf(text.replace(/^\ufeff/, '')).map((each) => each.trim())) {
    // Comment line: leading white space is allowed. Inline comment: kept in the value.
    if (line === '' || /^[#;]/.test(line)) continue;
    const property = split(line, /=/);
    if (property) {
      // A line with `=` is a key, even in brackets and indented. Key case: makes no difference.
      const key = property[0].toLowerCase();
      broken ||= section?.has(key) ?? false;
      section?.set(key, property[1]);
    } else if (/^\[.*\]$/.test(line)) {
      close();
      section = new Map();
      name = line.slice(1, -1).trim();
      broken = false;
    } else {
      // `k: v`, a line without a separator, `[a] # c`: refused.
      fail('.NET', line);
    }
  }
  close();
  return all;
};

/** What a section that we write anew must not hold, whichever the client. */
export const refusals: ReadonlyArray<readonly [rule: string, found: (line: string) => boolean]> = [
  ['Go cuts a value at any # or ;', (line) => /[#;]/.test(line)],
  ['Go removes quotes and takes \\n for a line break', (line) => /["'\\]/.test(line)],
  ['Go and Java do not take an indented line for a key', isIndented],
  ['.NET and Java refuse a line without =', (line) => !/^\[[^\]]*\]$/.test(line) && !line.includes('=')],
  ['.NET takes a header with = for a key', (line) => line.startsWith('[') && line.includes('=')],
  ['Go ends the key at a colon before the =', (line) => /^[^=]*:.*=/.test(line) && !line.startsWith('[')],
  ['Java ignores names of other characters', (line) => line.startsWith('[') && !JAVA_NAME.test(line.slice(1, -1))],
  ['botocore and Java are case-sensitive or lower the case of keys', (line) => /^[^[=]*[A-Z][^=]*=/.test(line)],
  ['botocore reads the file in the code page of the system', (line) => /[^\x20-\x7e]/.test(line)],
  ['an empty value makes the next line a part of it in the JavaScript SDK', (line) => /^[^=]*=\s*$/.test(line)],
];
