import { ensureDebianPackages } from './debian-packages.ts';
import { type StageResult, stageLine, summary } from './testing/results.ts';
import type { Stage } from './testing/run-stage.ts';
import { chooseStages, stagesFor } from './testing/stages.ts';
import { versionLines } from './testing/versions.ts';

async function runStage({ name, skip, run }: Stage): Promise<StageResult> {
  if (skip) {
    console.log(`- ${name}: skipped, since ${skip}`);
    return { stage: name, passed: 0, failed: [], skipped: [{ test: 'the whole stage', reason: skip }] };
  }
  const started = performance.now();
  const result = { stage: name, ...(await run()) };
  console.log(stageLine(result, performance.now() - started));
  return result;
}

/**
 * Runs all these stages, even if an earlier stage fails. Then lists the skipped tests and the failed tests.
 * @returns the result of each stage
 */
export async function runStages(stages: readonly Stage[]): Promise<readonly StageResult[]> {
  const results: StageResult[] = [];
  for (const stage of stages) results.push(await runStage(stage));
  for (const line of summary(results)) console.log(line);
  return results;
}

/**
 * Runs the stages that the user named.
 * @param wanted names or ids of stages; if the list is empty, all stages run
 * @param more stages in addition to the usual stages
 * @returns the exit status: 0 only if nothing failed
 */
export async function runTests(wanted: readonly string[], more: readonly Stage[] = []): Promise<number> {
  const missing = ensureDebianPackages({ browsers: true, firefox: true, shells: true, desktop: true, clients: true });
  for (const line of versionLines()) console.log(line);
  let stages: readonly Stage[];
  try {
    stages = chooseStages([...stagesFor(missing), ...more], wanted);
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
  const results = await runStages(stages);
  return results.every(({ failed }) => failed.length === 0) ? 0 : 1;
}

/**
 * `npm test` runs all stages. `npm test -- unit e2e` runs only the stages `unit` and `e2e`. Returns the exit status.
 */
export default async function main(wanted: readonly string[] = []): Promise<number> {
  return runTests(wanted);
}
