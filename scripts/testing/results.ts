/** A test that failed or was skipped. */
export interface Named {
  /** The path of the file and the names of the suites and the test, joined with ` > `. */
  readonly test: string;
}

export interface Failed extends Named {
  /** The first line of the error, if there is one. */
  readonly error?: string;
}

export interface Skipped extends Named {
  /** The reason why the test was skipped. Null if the name of the test contains the reason. */
  readonly reason: string | null;
}

/** The result of a stage. */
export interface StageResult {
  readonly stage: string;
  readonly passed: number;
  readonly failed: readonly Failed[];
  readonly skipped: readonly Skipped[];
}

const group = ({ stage }: StageResult, lines: readonly string[]) =>
  lines.length === 0 ? [] : [`  ${stage}`, ...lines.map((line) => `    ${line}`)];

const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', title, ...lines]);

const sum = (results: readonly StageResult[], count: (result: StageResult) => number) =>
  results.reduce((total, result) => total + count(result), 0);

/** The line that is printed after a stage. @param ms how long the stage took, in ms */
export function stageLine({ stage, passed, failed, skipped }: StageResult, ms: number): string {
  const left = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
  const seconds = (ms / 1000).toFixed(1);
  return `${failed.length > 0 ? '✗' : '✓'} ${stage}: ${passed} passed, ${failed.length} failed${left} (${seconds} s)`;
}

const failedLines = ({ test, error }: Failed) => (error === undefined ? [test] : [test, `  ${error}`]);

/**
 * The lines that are printed after all stages: the skipped tests with reasons, the failed tests with their errors, and
 * the totals. The last line always has the form `N passed, N failed`.
 */
export function summary(results: readonly StageResult[]): string[] {
  const failed = sum(results, (each) => each.failed.length);
  const skipped = sum(results, (each) => each.skipped.length);
  const reasoned = ({ test, reason }: Skipped) => (reason === null ? test : `${test}: ${reason}`);
  return [
    ...section(
      `${skipped} skipped:`,
      results.flatMap((each) => group(each, each.skipped.map(reasoned))),
    ),
    ...section(
      'Failed:',
      results.flatMap((each) => group(each, each.failed.flatMap(failedLines))),
    ),
    '',
    `${sum(results, (each) => each.passed)} passed, ${failed} failed`,
  ];
}
