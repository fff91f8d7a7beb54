import { writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { Failed, Skipped, StageResult } from './results.ts';

/**
 * The environment variable that contains the path of the result file (JSON). The process that starts vitest sets it.
 */
export const RESULT_FILE = 'KEYFERRY_STAGE_RESULT';

const nameOf = (test: TestCase) => `${test.module.relativeModuleId} > ${test.fullName}`;

/** A failed test, with the first line of its first error. */
function failure(test: string, errors: readonly { readonly message: string }[] = []): Failed {
  const [line = ''] = stripVTControlCharacters(errors[0]?.message ?? '').split('\n');
  return { test, ...(line !== '' && { error: line }) };
}

/** Test files that could not run, and suites in which a hook failed. Each of them counts as one failed test. */
function brokenParts(module: TestModule): Failed[] {
  const file = module.relativeModuleId;
  const suites = [...module.children.allSuites()].filter((suite) => suite.errors().length > 0);
  return [
    ...(module.errors().length > 0 ? [failure(`${file} (the file itself)`, module.errors())] : []),
    ...suites.map((suite) => failure(`${file} > ${suite.fullName} (a hook)`, suite.errors())),
  ];
}

function skippedOf(test: TestCase): Skipped {
  const result = test.result();
  return { test: nameOf(test), reason: (result.state === 'skipped' && result.note) || null };
}

/**
 * Sorts the tests of a run into passed, failed and skipped tests.
 * @param unhandled errors that happened outside of all tests
 */
export function collect(
  modules: readonly TestModule[],
  unhandled: readonly { readonly message: string }[],
): Omit<StageResult, 'stage'> {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const within = (state: string) => tests.filter((test) => test.result().state === state);
  return {
    passed: within('passed').length,
    failed: [
      ...modules.flatMap(brokenParts),
      ...within('failed').map((test) => failure(nameOf(test), test.result().errors)),
      ...unhandled.map(({ message }) => ({ test: `outside of all tests: ${message}` })),
    ],
    skipped: within('skipped').map(skippedOf),
  };
}

/** Writes the result of a run into a file for the process that started vitest. */
export default class StageReporter implements Reporter {
  /** Vitest calls this function after the last test. */
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { readonly message: string }[]): void {
    const path = process.env[RESULT_FILE];
    if (path) writeFileSync(path, JSON.stringify(collect(modules, unhandled)));
  }
}
