import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StageResult } from './results.ts';
import { RESULT_FILE } from './vitest-reporter.ts';

type Outcome = Omit<StageResult, 'stage'>;

const windows = process.platform === 'win32';

/** A part of the tests that can run alone. */
export interface Stage {
  readonly name: string;
  /** The short name of the stage. `npm test -- <id>` runs only this stage. */
  readonly id: string;
  /** Whether the stage needs the files in `dist/`. If so, the build runs before the stage. */
  readonly built?: boolean;
  /** The reason why the stage cannot run on this machine, or null. */
  readonly skip?: string | null;
  /** Runs the tests of the stage. @returns the results of the tests */
  run(): Outcome | Promise<Outcome>;
}

/** Chooses the tests of a stage that run. The stage skips all other tests. */
export interface Only {
  /** A test runs if this pattern matches its name. The pattern has no flags. */
  readonly names: RegExp;
  /**
   * The reason why the other tests are skipped. Null if another stage runs these tests. Then they are not listed as
   * skipped.
   */
  readonly reason: string | null;
}

export interface VitestOptions {
  readonly only?: Only | null;
  /** Environment variables that are added to those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Path of the Node program that runs the tests. The default is the Node that runs this process. */
  readonly node?: string;
  /** How many test files run at the same time. The default is two. */
  readonly atOnce?: number;
}

/** The result of a command, counted as one test. @param name the name in the list of failed tests */
export const oneTest = (ok: boolean, name: string): Outcome => ({
  passed: ok ? 1 : 0,
  failed: ok ? [] : [{ test: name }],
  skipped: [],
});

/** Runs a program from `node_modules/.bin`. The terminal shows the output of the program. */
export function runTool(name: string, ...args: string[]): Outcome {
  const binary = join('node_modules', '.bin', windows ? `${name}.cmd` : name);
  const { status } = spawnSync(binary, args, { stdio: 'inherit', shell: windows });
  return oneTest(status === 0, `${[name, ...args].join(' ')} (its output is above)`);
}

/**
 * Tests whose names did not match the pattern were skipped. This function replaces them in the result with one line
 * that contains their number and the reason.
 */
export function withReason(outcome: Outcome, only: Only | null): Outcome {
  if (!only) return outcome;
  const chosen = outcome.skipped.filter(({ test }) => only.names.test(test.slice(test.indexOf(' > ') + 3)));
  const left = outcome.skipped.length - chosen.length;
  const line = left > 0 && only.reason !== null ? [{ test: `${left} tests`, reason: only.reason }] : [];
  return { ...outcome, skipped: [...chosen, ...line] };
}

function readOutcome(path: string, status: number | null): Outcome {
  try {
    const outcome = JSON.parse(readFileSync(path, 'utf8')) as Outcome;
    const silent = outcome.failed.length === 0 && status !== 0;
    return silent ? { ...outcome, failed: [{ test: `vitest ended with ${status} (its output is above)` }] } : outcome;
  } catch {
    return oneTest(false, `vitest ended with ${status} and wrote no result (its output is above)`);
  }
}

/** Runs all tests in these folders and their subfolders. The terminal shows which tests fail. */
export function runVitest(folders: readonly string[], options: VitestOptions = {}): Outcome {
  const { only = null, env = {}, node = process.execPath, atOnce } = options;
  const folder = mkdtempSync(join(tmpdir(), 'keyferry-stage-'));
  const result = join(folder, 'result.json');
  const reporters = ['--reporter=dot', '--reporter=./scripts/testing/vitest-reporter.ts'];
  const args = [
    join('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...reporters,
    ...(atOnce === undefined ? [] : [`--maxWorkers=${atOnce}`]),
    ...folders,
  ];
  const { status } = spawnSync(node, only ? [...args, '-t', only.names.source] : args, {
    stdio: 'inherit',
    env: { ...process.env, ...env, [RESULT_FILE]: result },
  });
  const outcome = readOutcome(result, status);
  rmSync(folder, { recursive: true, force: true });
  return withReason(outcome, only);
}
