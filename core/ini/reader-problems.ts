import { IniAmbiguity, readLines, refuseOddBreaks } from './lines.ts';
import { type AwsFileKind, problemSentence, type ReaderProblem } from './reader-problem.ts';
import { lineRules } from './reader-rules.ts';
import { Reading } from './reading.ts';

/*
 * The one set of rules about AWS files that a client cannot read, or in which clients read a line differently. The host's
 * warnings, `keyferry doctor` and `keyferry env` use it.
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
        remedy: 'Save the file as plain UTF-8 text without it.',
        section: null,
        key: null,
      },
    ];
  }
}

/** Every problem of a text, by line. Pure. @param kind the file that the text comes from */
export function readerProblems(text: string, kind: AwsFileKind): readonly ReaderProblem[] {
  const plain = text.replace(/^\ufeff/, '');
  const reading = new Reading(plain, kind);
  const found = readLines(plain).flatMap((line, index) => lineRules[line.kind](reading, line, index + 1));
  return [...oddBreaks(text), ...found, ...reading.atEnd()].sort((a, b) => a.line - b.line);
}

/**
 * What to say after sections were written into a file: each problem that keeps a client from reading the file, and each one
 * in these sections or in a section that the AWS CLI copies into them.
 * @param sections the text in the brackets of their headers
 * @param file its path, for the sentences
 */
export function problemsAfterWrite(
  text: string,
  {
    kind,
    file,
    sections,
  }: { readonly kind: AwsFileKind; readonly file: string; readonly sections: ReadonlySet<string> },
): string[] {
  return readerProblems(text, kind)
    .filter(({ severity, section, rule }) => {
      return severity === 'error' || rule === 'default-section' || (section !== null && sections.has(section));
    })
    .map((problem) => `${problemSentence(problem, file)} ${problem.remedy}`);
}
