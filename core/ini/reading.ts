import type { AwsFileKind, ProblemRule, ReaderProblem } from './reader-problem.ts';

export const CLI = 'the AWS CLI';
export const JS = 'the AWS SDK for JavaScript';
export const GO = 'the AWS SDK for Go';
export const JAVA = 'the AWS SDK for Java';
export const DOT_NET = 'the AWS SDK for .NET';
/** botocore copies its settings into every other section (Python's `default_section`). */
const COPIED = 'DEFAULT';

/** A problem without its line and section. */
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
  /** Line numbers of the section's keys, by key in lower case. */
  readonly keys: Map<string, number>;
  readonly values: Map<string, string>;
}

/** What was read so far. Each further line is compared with it. */
export class Reading {
  readonly text: string;
  readonly kind: AwsFileKind;
  readonly #sections = new Map<string, SectionState>();
  section: SectionState | null = null;
  /** Whether the last key has a value on its own line. Then an indented line continues it. */
  hasValue = false;

  constructor(text: string, kind: AwsFileKind) {
    this.text = text;
    this.kind = kind;
  }

  /** Begins a section. @returns the line of an earlier section of this name, or null */
  open(name: string, line: number): number | null {
    const earlier = this.#sections.get(name);
    this.section = { name, line, keys: new Map(), values: new Map() };
    // botocore accepts several sections of this name and merges them.
    if (earlier && name === COPIED) this.section = { ...earlier, line };
    if (!earlier) this.#sections.set(name, this.section);
    return earlier && name !== COPIED ? earlier.line : null;
  }

  /** @param line counted from 1 */
  problem(line: number, { severity = 'warning', key = '', ...found }: Found): ReaderProblem {
    return { ...found, line, severity, key: key === '' ? null : key, section: this.section?.name ?? null };
  }

  /** Problems of whole sections. */
  atEnd(): ReaderProblem[] {
    return [...this.#sections.values()].flatMap((section) => {
      this.section = section;
      return [...this.#copied(section), ...this.#olderToken(section)];
    });
  }

  #copied({ name, line, keys }: SectionState): ReaderProblem[] {
    if (name !== COPIED || keys.size === 0) return [];
    const what = `begins a section [${COPIED}], which ${CLI} copies into every profile and other tools do not`;
    const remedy = 'Move its settings into the profiles that need them, and remove it.';
    return [this.problem(line, { rule: 'default-section', tools: [CLI], what, remedy })];
  }

  #olderToken({ keys, values }: SectionState): ReaderProblem[] {
    const [older, line] = [values.get('aws_security_token'), keys.get('aws_security_token')];
    const token = values.get('aws_session_token');
    if (!older || !token || line === undefined || older === token) return [];
    const what = `sets another token than aws_session_token does, and ${CLI} prefers this one`;
    return [
      this.problem(line, {
        rule: 'older-token',
        tools: [CLI],
        key: 'aws_security_token',
        what,
        remedy: 'Remove the line.',
      }),
    ];
  }
}
