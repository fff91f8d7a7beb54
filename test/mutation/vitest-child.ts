import { resolve } from 'node:path';
import { BaseSequencer, createVitest, type Reporter, type TestSpecification } from 'vitest/node';
import { type Mutant, mutated } from './mutants.ts';

/*
 * A process with one vitest in it. It gets mutants from its parent and runs tests against each. The mutant is only in
 * what vite loads; no file of the tree changes. The parent ends this process when a mutant loops.
 */

/** What the parent sends. Without a mutant the tests run against the sources as they are. */
export interface Job {
  readonly mutant: Mutant | null;
  readonly tests: readonly string[];
}

/** What comes back: the name of the first test that failed, or null. */
export interface JobResult {
  readonly failed: string | null;
}

let mutant: Mutant | null = null;
/** The first failure of the current job. Only events set it, because vitest keeps results of earlier runs. */
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

/** Runs the files in the given order: the quickest and nearest first. */
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
    // All files in one worker. A new worker for each file takes longer than most tests.
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
  // The hooks of the reporter may have set `failed` while the tests ran.
  const first = failed as string | null;
  return { failed: first ?? (unhandledErrors.length > 0 ? 'an error outside of all tests' : null) };
}

process.on('message', (job: Job) => {
  run(job).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ failed: `vitest itself: ${String(error)}` }),
  );
});
// Ends the workers too. A worker with a mutant that loops would go on for ever.
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
process.send?.('ready');
