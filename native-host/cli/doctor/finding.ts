import type { ReaderProblem } from '#core/ini/reader-problem.ts';

/** A problem in a line of an AWS file. */
export type Finding = Pick<ReaderProblem, 'line' | 'severity' | 'what' | 'remedy'>;
