import type { AwsFileKind, ProblemRule, ReaderProblem } from './reader-problem.ts';

export const CLI = 'the AWS CLI';
export const JS = 'the AWS SDK for JavaScript';
export const GO = 'the AWS SDK for Go';
export const JAVA = 'the AWS SDK for Java';
export const DOT_NET = 'the AWS SDK for .NET';
/** The name of the section that botocore copies into every other section (Python's `default_section`). */
const COPIED = 'DEFAULT';

const OLDER_TOKEN = 'aws_security_token';
const TOKEN = 'aws_session_token';

/** A problem, without the number of its line and without its section. */
export interface Found {
  readonly rule: ProblemRule;
  readonly tools: readonly string[];
  readonly what: string;
  readonly remedy: string;
  readonly key?: string;
  readonly severity?: 'error' | 'warning';
}

interface SectionState {
  readonly name: string;
  readonly line: number;
  /** Whether this is the first section of the file with this name. */
  readonly isFirst: boolean;
  isEmpty: boolean;
  /** The last values of the two keys for a session token. A value is '' if its key is missing. */
  token: string;
  olderToken: string;
}

/** The section that set a key last, and the line on which this section first sets the key. */
interface FirstLine {
  section: SectionState;
  line: number;
}

/** The state while a file is read. Each new line is compared with the lines before it. */
export class Reading {
  readonly text: string;
  readonly kind: AwsFileKind;
  /** For each section name: the line of the first section with this name. */
  readonly #lines = new Map<string, number>();
  /**
   * For each key in lower case: the last section that has the key, and the key's first line in this section. One map
   * for all sections is faster than a map for each section.
   */
  readonly #keys = new Map<string, FirstLine>();
  readonly #keysOfDefault = new Map<string, FirstLine>();
  /** The problems of all sections that have been read completely. */
  readonly #ofSections: ReaderProblem[] = [];
  #default: SectionState | null = null;
  section: SectionState | null = null;
  /** Whether the last key has a value on the same line. If so, an indented line below continues this value. */
  hasValue = false;

  constructor(text: string, kind: AwsFileKind) {
    this.text = text;
    this.kind = kind;
  }

  /** Begins a section. @returns the line of an earlier section of this name, or null */
  open(name: string, line: number): number | null {
    this.#close();
    const earlier = this.#lines.get(name) ?? null;
    if (earlier === null) this.#lines.set(name, line);
    this.section = { name, line, isFirst: earlier === null, isEmpty: true, token: '', olderToken: '' };
    if (name !== COPIED) return earlier;
    // botocore accepts several sections called DEFAULT and merges them.
    this.#default ??= this.section;
    this.section = this.#default;
    return null;
  }

  /**
   * Adds a setting to the open section.
   * @param key in lower case
   * @param line counted from 1
   * @returns the line of an earlier setting with this key, or null
   */
  set(section: SectionState, key: string, value: string, line: number): number | null {
    this.hasValue = value !== '';
    if (key === TOKEN) section.token = value;
    else if (key === OLDER_TOKEN) section.olderToken = value;
    section.isEmpty = false;
    const keys = this.#keysOf(section);
    const first = keys.get(key);
    if (first?.section === section) return first.line;
    if (first) {
      first.section = section;
      first.line = line;
    } else keys.set(key, { section, line });
    return null;
  }

  #keysOf(section: SectionState): Map<string, FirstLine> {
    return section === this.#default ? this.#keysOfDefault : this.#keys;
  }

  /**
   * Adds the line and the section to a problem.
   * @param line counted from 1
   */
  problem(line: number, { severity = 'warning', key = '', ...found }: Found): ReaderProblem {
    return { ...found, line, severity, key: key === '' ? null : key, section: this.section?.name ?? null };
  }

  /** The problems that concern whole sections. Call this after the last line. */
  atEnd(): readonly ReaderProblem[] {
    this.#close();
    this.section = this.#default;
    if (this.section) this.#ofSections.push(...this.#copied(this.section), ...this.#olderToken(this.section));
    return this.#ofSections;
  }

  /** Ends the section that is open. The section DEFAULT may continue later in the file, so it ends last. */
  #close(): void {
    const { section } = this;
    if (section?.isFirst && section !== this.#default) this.#ofSections.push(...this.#olderToken(section));
  }

  #copied({ line, isEmpty }: SectionState): ReaderProblem[] {
    if (isEmpty) return [];
    const what = `begins a section [${COPIED}], which ${CLI} copies into every profile and other tools do not`;
    const remedy = 'Move its settings into the profiles that need them, and remove the section.';
    return [this.problem(line, { rule: 'default-section', tools: [CLI], what, remedy })];
  }

  #olderToken(section: SectionState): ReaderProblem[] {
    const { token, olderToken } = section;
    const line = this.#keysOf(section).get(OLDER_TOKEN)?.line;
    if (!olderToken || !token || line === undefined || olderToken === token) return [];
    const what = `sets a different token from the one in ${TOKEN}, and ${CLI} uses the token on this line`;
    const remedy = 'Remove the line.';
    return [this.problem(line, { rule: 'older-token', tools: [CLI], key: OLDER_TOKEN, what, remedy })];
  }
}
