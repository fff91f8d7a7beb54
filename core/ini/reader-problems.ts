import { IniAmbiguity, refuseOddBreaks, visitLines } from './lines.ts';
import { isOrdinary } from './ordinary.ts';
import { type AwsFileKind, type ProblemRule, problemSentence, type ReaderProblem } from './reader-problem.ts';
import { lineRules } from './reader-rules.ts';
import { Reading } from './reading.ts';

export type { AwsFileKind, ReaderProblem } from './reader-problem.ts';

/*
 * The rules that find problems in AWS files: files that some client cannot read, and lines that clients read
 * differently. The host's warnings, `keyferry doctor` and `keyferry env` all use these rules.
 */

function oddBreaks(text: string): ReaderProblem[] {
  try {
    refuseOddBreaks(text);
    return [];
  } catch (error) {
    if (!(error instanceof IniAmbiguity)) throw error;
    return [
      {
        rule: text.startsWith('\ufeff') ? 'byte-order-mark' : 'line-break',
        line: error.line,
        severity: 'error',
        tools: ['the AWS CLI'],
        what: `holds ${error.why}`,
        remedy: 'Save the file as plain UTF-8 text without this character.',
        section: null,
        key: null,
      },
    ];
  }
}

/**
 * Finds all problems in a text. The result is ordered by line.
 * @param kind the file that the text comes from
 */
export function readerProblems(text: string, kind: AwsFileKind): readonly ReaderProblem[] {
  const plain = text.replace(/^\ufeff/, '');
  const reading = new Reading(plain, kind);
  const found: ReaderProblem[] = [];
  visitLines(plain, (line, number) => {
    for (const each of lineRules[line.kind](reading, line, number)) found.push(each);
  });
  return [...oddBreaks(text), ...found, ...reading.atEnd()].sort((a, b) => a.line - b.line);
}

/**
 * These rules find lines that also affect other sections. So the problems that these rules find are always reported.
 */
const ALWAYS: ReadonlySet<ProblemRule> = new Set(['default-section', 'header-for-some', 'dotted-header']);

/**
 * The problems that matter for these sections. A problem matters if some client cannot read the file at all. It also
 * matters if it is in one of these sections, or in a section that affects them, such as DEFAULT.
 * @param sections the text in the brackets of their headers
 */
export function problemsConcerning(
  text: string,
  { kind, sections }: { readonly kind: AwsFileKind; readonly sections: ReadonlySet<string> },
): ReaderProblem[] {
  // If this quick check finds only ordinary lines, the rules need not run. On a large file, the check takes a quarter
  // of the time that the rules take.
  if (isOrdinary(text)) return [];
  return readerProblems(text, kind).filter(
    ({ severity, section, rule }) =>
      severity === 'error' || ALWAYS.has(rule) || (section !== null && sections.has(section)),
  );
}

/** The popup and the commands show at most this number of problems. `keyferry doctor` lists every problem. */
const MAX_SENTENCES = 5;

/**
 * The problems of one file as sentences, each with its remedy.
 * @param file path of the file
 */
export function problemSentences(problems: readonly ReaderProblem[], file: string): string[] {
  const sentences = problems.map((problem) => `${problemSentence(problem, file)} ${problem.remedy}`);
  const rest = sentences.length - MAX_SENTENCES;
  if (rest <= 0) return sentences;
  const more = rest === 1 ? '1 more problem' : `${rest} more problems`;
  return [...sentences.slice(0, MAX_SENTENCES), `${file} has ${more}. Run \`keyferry doctor\` to see all.`];
}

/**
 * The warnings to show after sections were written into a file.
 * @param sections the text in the brackets of their headers
 * @param file path of the file, for the sentences
 */
export function problemsAfterWrite(
  text: string,
  { file, ...which }: { readonly kind: AwsFileKind; readonly file: string; readonly sections: ReadonlySet<string> },
): string[] {
  return problemSentences(problemsConcerning(text, which), file);
}
