/** `credentials` or `config`: the file that a text comes from. */
export type AwsFileKind = 'credentials' | 'config';

/** Names of the rules. A name never changes, so that callers can select problems by the name of their rule. */
export type ProblemRule =
  | 'byte-order-mark'
  | 'line-break'
  | 'second-section'
  | 'second-key'
  | 'before-sections'
  | 'no-setting'
  | 'unclosed-header'
  | 'proto-section'
  | 'header-for-some'
  | 'dotted-header'
  | 'default-section'
  | 'indented-under-header'
  | 'indented'
  | 'nested-text'
  | 'trailing-comment'
  | 'quotes'
  | 'lone-quote'
  | 'colon'
  | 'upper-case-key'
  | 'older-token';

/**
 * A line that a client cannot read, or that clients read differently. The sentences contain names of sections and keys,
 * never a value.
 */
export interface ReaderProblem {
  readonly rule: ProblemRule;
  /** The number of the line, counted from 1. */
  readonly line: number;
  /** `error`: because of this line, some client cannot read the file at all. */
  readonly severity: 'warning' | 'error';
  /**
   * The clients that cannot read the line, or read it differently from the other clients. For example `the AWS CLI`.
   */
  readonly tools: readonly string[];
  /** The rest of a sentence that begins "Line 3 of FILE …". It contains the names of the clients. */
  readonly what: string;
  /** A sentence that says how to fix the problem. */
  readonly remedy: string;
  /** The text in the brackets of the section's header, as botocore reads it; null before the first section. */
  readonly section: string | null;
  /** The key in lower case; null if the problem is not about a key. Do not print the key: it may be a pasted secret. */
  readonly key: string | null;
}

/** The problem as a sentence about `file`, without the remedy. */
export const problemSentence = ({ line, what }: ReaderProblem, file: string): string =>
  `Line ${line} of ${file} ${what}.`;
