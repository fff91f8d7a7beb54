import { ensureDebianPackages } from './debian-packages.ts';
import { testedNodes } from './node-versions.ts';
import { runTests } from './test.ts';
import { fetchBrowser, type TestedBrowser, testedBrowsers, updatePackageLists } from './testing/debian-browsers.ts';
import { nodeStage } from './testing/node-stages.ts';
import { type Only, oneTest, runVitest, type Stage } from './testing/run-stage.ts';
import { inChromium, inFirefox } from './testing/stages.ts';
import verifyClients from './verify-clients.ts';
import verifyLongRun from './verify-long-run.ts';
import verifyMutants from './verify-mutants.ts';

const ofKind: Record<TestedBrowser['kind'], { readonly only: Only; readonly variable: string }> = {
  chrome: { only: { names: inChromium, reason: null }, variable: 'KEYFERRY_TEST_CHROMIUM' },
  firefox: { only: { names: inFirefox, reason: null }, variable: 'KEYFERRY_TEST_FIREFOX' },
};

const idOf = ({ kind, major }: TestedBrowser) => `e2e-${kind === 'chrome' ? 'chromium' : 'firefox'}-${major}`;

/** The stage that runs the end-to-end tests in one version of one browser. */
function versionStage(browser: TestedBrowser, wanted: readonly string[]): Stage {
  const name = `End to end in ${browser.name} ${browser.major}`;
  const id = idOf(browser);
  const asked = wanted.length === 0 || wanted.some((each) => [id, name.toLowerCase()].includes(each.toLowerCase()));
  const found = asked ? fetchBrowser(browser) : { reason: 'this run does not include it' };
  const { only, variable } = ofKind[browser.kind];
  const run = (path: string) => runVitest(['test/e2e'], { only, env: { [variable]: path, KEYFERRY_SOAK: '' } });
  return 'path' in found
    ? { name, id, built: true, run: () => run(found.path) }
    : { name, id, skip: found.reason, run: () => ({ passed: 0, failed: [], skipped: [] }) };
}

/**
 * A stage that runs one of the commands `npm run verify:…`. The command writes a part of docs/VERIFICATION.md. The
 * stage counts as one test.
 */
const verification = (id: string, name: string, run: () => Promise<number>): Stage => ({
  name,
  id,
  run: async () => oneTest((await run()) === 0, `npm run verify:${id} (its output is above)`),
});

/**
 * The stages that `npm run soak` runs and `npm test` does not run. `npm run soak -- NAME` runs only the stage with this
 * name.
 * @param wanted names of the stages to run; the script downloads only the browsers of these stages. An empty list means
 * all stages.
 */
export const soakStages = (wanted: readonly string[]): readonly Stage[] => [
  verification('clients', 'Other people’s clients', verifyClients),
  verification('mutants', 'Mutants', () => verifyMutants()),
  { ...verification('long-run', 'Long run', () => verifyLongRun()), built: true },
  ...testedNodes.map((major) => nodeStage(major)),
  ...testedBrowsers.map((browser) => versionStage(browser, wanted)),
];

/**
 * Runs all tests. If a test has a long form, the long form runs. README lists the tested versions. The tests in
 * test/process run in each of these Node versions, and the end-to-end tests run in each of these browser versions. If
 * the user gives names of stages, only these stages run. Returns the exit status.
 */
export default async function main(wanted: readonly string[] = []): Promise<number> {
  process.env.KEYFERRY_SOAK = '1';
  updatePackageLists();
  ensureDebianPackages({ browsers: false, firefox: false, shells: false, wine: true });
  return runTests(wanted, soakStages(wanted));
}
