/**
 * The readers in this file read AWS files as these SDKs do, which cannot run in the tests: Go v2 (internal/ini), Java
 * v2 (ProfileFileReader) and .NET (IniFile). ini-rules.test.ts has a table with a row for each rule. The readers use no
 * code of core/, so they cannot repeat a mistake in core/. A reader throws a SyntaxError if its client would refuse the
 * file.
 */

/** The sections of a file with their keys, as one of the SDKs reads the file. */
export type ReadFile = Map<string, Map<string, string>>;
export type Reader = (text: string) => ReadFile;

/**
 * In Java and .NET, a line ends with CRLF or LF. In Go, a line ends with LF, and a CR before the LF is removed like a
 * blank.
 */
const linesOf = (text: string): string[] => text.split(/\r?\n/);
const isIndented = (line: string): boolean => /^[ \t]/.test(line);

/** The part of the line before the first of these marks. If the line contains no mark, the whole line. */
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

  /** Begins a section. If the file already has a section with this name, the keys are added to that section. */
  open(name: string): void {
    this.current = this.all.get(name) ?? new Map();
    this.all.set(name, this.current);
  }
}

/** The key and the value of a line: the text before the first separator, and the text after that separator. */
function split(line: string, separators: RegExp): [key: string, value: string] | null {
  const at = line.search(separators);
  return at < 0 ? null : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

/**
 * The white space that Go's `strings.TrimSpace` removes. It includes all of Unicode's white space, but not the byte
 * order mark.
 */
const GO_BLANKS = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const goTrim = (text: string): string => text.replace(new RegExp(`^${GO_BLANKS}|${GO_BLANKS}$`, 'g'), '');

/**
 * Reads a key and a value as Go does. Go splits the line at the first `=` or `:`, changes the key to lower case, and
 * removes quotes around the value.
 */
function goProperty(line: string): { readonly key: string; readonly value: string } | null {
  const at = line.search(/[=:]/);
  if (at < 0) return null;
  const value = goTrim(line.slice(at + 1));
  // If a value consists of only one quote character, the SDK for Go panics. So this reader refuses such a value.
  if (value === '"' || value === "'") fail('Go', line);
  const key = goTrim(line.slice(0, at)).toLowerCase();
  return { key, value: /^(".*"|'.*')$/.test(value) ? value.slice(1, -1) : value };
}

/** In Go, a comment after a value begins with a # or ; that comes after a blank or tab. */
const withoutGoComment = (text: string): string => before(text, ' #', ' ;', '\t#', '\t;');

/**
 * The name in a header, as Go reads it. Go cuts the line at any # or ; and reads indented headers. Go removes blanks
 * around the name, so `[ a ]` is `a`. Several blanks between two words become one blank.
 */
function goHeader(line: string): string | null {
  const bare = goTrim(before(line, '#', ';'));
  if (!/^\[.*\]$/s.test(bare)) return null;
  return goTrim(bare.slice(1, -1)).replace(/^([^ \t]+)[ \t]+/, '$1 ');
}

/**
 * Stores sections as Go does. If a key has an empty value, an indented key below it is nested and is stored as
 * `key.nested`.
 */
class GoProfiles extends Profiles {
  key = '';

  header(name: string): void {
    this.open(name);
    this.key = '';
    // Go ignores keys below the header `[]`, and keys before the first section.
    if (name === '') this.current = null;
  }

  /** Go ignores text before the first section. If a key occurs twice, the last value counts. */
  property(key: string, value: string): void {
    this.key = this.current ? key : '';
    for (const nested of this.#nested()) this.current?.delete(nested);
    this.current?.set(key, value);
  }

  /**
   * Reads an indented key as Go does. If the key above has an empty value, the indented key is a nested key. Otherwise
   * it is a usual key.
   */
  indented(key: string, value: string): void {
    if (this.key === '' || this.current?.get(this.key)) this.property(key, goTrim(withoutGoComment(value)));
    else this.current?.set(`${this.key}.${key}`, value);
  }

  /** Go adds indented text without a separator to the value above. Without a value above, Go ignores this text. */
  continuation(text: string): void {
    const above = this.current?.get(this.key);
    if (above) this.current?.set(this.key, `${above}\n${text}`);
  }

  #nested(): string[] {
    return [...(this.current?.keys() ?? [])].filter((each) => each.startsWith(`${this.key}.`));
  }
}

/**
 * Reads a file as the SDK for Go v2 does. Source: github.com/aws/aws-sdk-go-v2, internal/ini. The files `tokenize.go`
 * and `strings.go` find the kind of each line, and `parse.go` decides what the line means.
 */
export const readLikeGo: Reader = (text) => {
  const profiles = new GoProfiles();
  for (const line of text.split('\n')) {
    // In Go, a comment line may begin with blanks.
    if (goTrim(line) === '' || /^[ \t]*[#;]/.test(line)) continue;
    const name = goHeader(line);
    const property = goProperty(isIndented(line) ? line : withoutGoComment(line));
    if (name !== null) profiles.header(name);
    else if (property && isIndented(line)) profiles.indented(property.key, property.value);
    else if (property) profiles.property(property.key, property.value);
    else if (isIndented(line)) profiles.continuation(line.replace(/^[ \t]+/, ''));
    // Go ignores a line without a separator. A header after a byte order mark also counts as such a line.
  }
  return profiles.all;
};

/** Profile names that Java accepts. Only newer versions of the SDK accept `:` and `+`. */
const JAVA_NAME = /^[A-Za-z0-9_\-/.%@:+]*$/;

/** Reads a file as the SDK for Java v2 does. */
export const readLikeJava: Reader = (text) => {
  const profiles = new Profiles();
  let ignoring = false;
  let last: string | null = null;
  // If a byte order mark comes before the first header, Java does not read that line as a header.
  for (const line of linesOf(text)) {
    // In Java, a comment line must begin with # or ; in the first column.
    if (/^[ \t]*$/.test(line) || /^[#;]/.test(line)) continue;
    if (line.startsWith('[')) {
      const bare = before(line, '#', ';').trim();
      if (!bare.endsWith(']')) fail('Java', line);
      const name = bare.slice(1, -1).trim();
      // Java ignores a profile if its name contains a character that is not allowed, for example a blank.
      ignoring = !JAVA_NAME.test(name);
      last = null;
      if (!ignoring) profiles.open(name);
    } else if (ignoring) {
    } else if (profiles.current === null) {
      // Java refuses text before the first section.
      fail('Java', line);
    } else if (isIndented(line)) {
      // Java adds an indented line to the value above, even if the line is a comment. Without a value above, Java
      // refuses the line.
      if (last === null) fail('Java', line);
      if (profiles.current.get(last)?.split('\n')[0] === '' && !line.includes('=')) fail('Java', line);
      profiles.current.set(last, `${profiles.current.get(last)}\n${line.trim()}`);
    } else {
      // In Java, a comment after a value must have a blank or tab before the # or ;. Java refuses `k: v` and a line
      // without a separator.
      const [key, value] = split(before(line, ' #', ' ;', '\t#', '\t;'), /=/) ?? fail('Java', line);
      if (key === '') fail('Java', line);
      // Java keeps capital letters in the key, and quotes around the value. If a key occurs twice, the last value
      // counts.
      last = key;
      profiles.current.set(key, value);
    }
  }
  return profiles.all;
};

/** Reads a file as the SDK for .NET does. */
export const readLikeDotNet: Reader = (text) => {
  const all: ReadFile = new Map();
  let section: Map<string, string> | null = null;
  let name = '';
  let broken = false;
  const close = () => {
    // If a section occurs twice, .NET reads only the first one. If a key occurs twice in a section, .NET ignores all
    // keys of the section.
    if (section && !all.has(name)) all.set(name, broken ? new Map() : section);
  };
  // .NET ignores a byte order mark.
  for (const line of linesOf(text.replace(/^\ufeff/, '')).map((each) => each.trim())) {
    // In .NET, a comment line may begin with blanks. A comment after a value becomes a part of the value.
    if (line === '' || /^[#;]/.test(line)) continue;
    const property = split(line, /=/);
    if (property) {
      // .NET reads a line with `=` as a key, even if the line is in brackets or indented. It does not distinguish
      // capital and small letters in the key.
      const key = property[0].toLowerCase();
      broken ||= section?.has(key) ?? false;
      section?.set(key, property[1]);
    } else if (/^\[.*\]$/.test(line)) {
      close();
      section = new Map();
      name = line.slice(1, -1).trim();
      broken = false;
    } else {
      // .NET refuses `k: v`, a line without a separator, and `[a] # c`.
      fail('.NET', line);
    }
  }
  close();
  return all;
};

/**
 * Keyferry must not write these texts into a section. Each rule says which clients would read the text in another way.
 */
export const refusals: ReadonlyArray<readonly [rule: string, found: (line: string) => boolean]> = [
  ['Go cuts a header at any # or ;, and every client cuts some values there', (line) => /[#;]/.test(line)],
  ['Go removes quotes', (line) => /["'\\]/.test(line)],
  ['an indented line is a key to Go and a part of the value above to Java', isIndented],
  [
    '.NET and Java refuse a line without =, and Go ignores it',
    (line) => !/^\[[^\]]*\]$/.test(line) && !line.includes('='),
  ],
  ['.NET reads a header with = as a key', (line) => line.startsWith('[') && line.includes('=')],
  ['Go ends the key at a colon before the =', (line) => /^[^=]*:.*=/.test(line) && !line.startsWith('[')],
  ['Java ignores names with other characters', (line) => line.startsWith('[') && !JAVA_NAME.test(line.slice(1, -1))],
  ['botocore and Java keep the case of keys, Go and .NET do not', (line) => /^[^[=]*[A-Z][^=]*=/.test(line)],
  ['botocore reads the file in the code page of the system', (line) => /[^\x20-\x7e]/.test(line)],
  ['the next line becomes a part of an empty value in the JavaScript SDK', (line) => /^[^=]*=\s*$/.test(line)],
];
