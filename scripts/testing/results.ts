/** A test that failed or was skipped. */
export interface Named {
  /** The names of the file, the suites and the test, joined with ` > `. */
  readonly test: string;
}

export interface Skipped extends Named {
  /** The reason in words; null if the name of the test contains the reason. */
  readonly reason: string | null;
}

/** The result of a stage. */
export interface StageResult {
  readonly stage: string;
  readonly passed: number;
  readonly failed: readonly Named[];
  readonly skipped: readonly Skipped[];
}

const group = ({ stage }: StageResult, lines: readonly string[]) =>
  lines.length === 0 ? [] : [`  ${stage}`, ...lines.map((line) => `    ${line}`)];

const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', title, ...lines]);

const sum = (results: readonly StageResult[], count: (result: StageResult) => number) =>
  results.reduce((total, result) => total + count(result), 0);

/** The line for a finished stage. @param ms duration of the stage in ms */
export function stageLine({ stage, passed, failed, skipped }: StageResult, ms: number): string {
  const left = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
  const seconds = (ms / 1000).toFixed(1);
  return `${failed.length > 0 ? '✗' : '✓'} ${stage}: ${passed} passed, ${failed.length} failed${left} (${seconds} s)`;
}

/** The lines after the last stage: the skipped tests with reasons, the failed tests, and the total in the last line. */
export function summary(results: readonly StageResult[]): string[] {
  const failed = sum(results, (each) => each.failed.length);
  const skipped = sum(results, (each) => each.skipped.length);
  const total = `${sum(results, (each) => each.passed)} passed, ${failed} failed`;
  const reasoned = ({ test, reason }: Skipped) => (reason === null ? test : `${test}: ${reason}`);
  return [
    ...section(
      'Skipped:',
      results.flatMap((each) => group(each, each.skipped.map(reasoned))),
    ),
    ...section(
      'Failed:',
      results.flatMap((each) =>
        group(
          each,
          each.failed.map(({ test }) => test),
        ),
      ),
    ),
    '',
    skipped > 0 ? `${total}, ${skipped} skipped` : total,
  ];
}
