import { resolve } from 'node:path';
import { BaseSequencer, createVitest, type Reporter, type TestSpecification } from 'vitest/node';
import { type Mutant, mutated } from './mutants.ts';

/**
 * This process runs vitest. It gets mutants from its parent process and runs tests against each mutant. Only vite gets
 * the changed text, so the files on the disk do not change. If the tests of a mutant do not end, the parent process
 * ends this process.
 */

/** A message from the parent process. Without a mutant, the tests run against the unchanged sources. */
export interface Job {
  readonly mutant: Mutant | null;
  readonly tests: readonly string[];
}

/** The answer to the parent process: the name of the first test that failed, or null if no test failed. */
export interface JobResult {
  readonly failed: string | null;
}

let mutant: Mutant | null = null;
/**
 * The first failure of the current job. It comes from the events of this job, because vitest's own results still
 * contain the failures of earlier jobs.
 */
let failed: string | null = null;

function note(failure: string): void {
  if (failed !== null) return;
  failed = failure;
  void vitest.cancelCurrentRun('test-failure');
}

const reporter: Reporter = {
  onTestCaseResult: (test) => {
    if (test.result().state === 'failed') note(`${test.module.relativeModuleId} > ${test.fullName}`);
  },
  onTestSuiteResult: (suite) => {
    if (suite.errors().length > 0) note(`${suite.module.relativeModuleId} > ${suite.fullName}`);
  },
  onTestModuleEnd: (module) => {
    if (module.errors().length > 0) note(`${module.relativeModuleId} (the file)`);
  },
};

/** Runs the test files in the order of the job. */
class GivenOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files;
  }
}

const vitest = await createVitest(
  'test',
  {
    watch: false,
    maxWorkers: 1,
    // One worker process runs all files, because a new worker process for each file would take longer than most tests.
    isolate: false,
    sequence: { sequencer: GivenOrder },
    reporters: [reporter],
    silent: true,
    root: process.cwd(),
    testTimeout: 20_000,
    expect: { poll: { timeout: 5_000 } },
  },
  {
    plugins: [
      {
        name: 'keyferry:mutant',
        enforce: 'pre',
        transform: (code, id) =>
          mutant && id.split('?')[0] === resolve(mutant.path) ? { code: mutated(code, mutant), map: null } : null,
      },
    ],
  },
);
await vitest.standalone();

async function run({ mutant: next, tests }: Job): Promise<JobResult> {
  const changed = [mutant, next].flatMap((each) => (each ? [resolve(each.path)] : []));
  mutant = next;
  failed = null;
  for (const path of changed) vitest.invalidateFile(path);
  const project = vitest.getRootProject();
  const specifications = tests.map((test) => project.createSpecification(resolve(test)));
  const { unhandledErrors } = await vitest.runTestSpecifications(specifications);
  // While the tests ran, an event may have set the variable `failed`.
  const first = failed as string | null;
  return { failed: first ?? (unhandledErrors.length > 0 ? 'an error outside of all tests' : null) };
}

process.on('message', (job: Job) => {
  run(job).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ failed: `vitest itself: ${String(error)}` }),
  );
});
// Also ends the worker processes of vitest, because a mutant with an endless loop would run there for ever.
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
process.send?.('ready');
