import buildAndPack from '../package.ts';
import { type Only, oneTest, runTool, runVitest, type Stage, type VitestOptions } from './run-stage.ts';
import { windowsStage } from './wine.ts';

const isLinux = process.platform === 'linux';
const isWindows = process.platform === 'win32';
const onlyLinux = isLinux ? null : 'its tests need the folders, shells and users of Linux';
const notWindows = isWindows ? 'its tests need file modes, links and signals, or register hosts in one folder' : null;
const pureRooms = ['test/core', 'test/extension/background', 'test/extension/content'];

/**
 * Matches names of tests that drive Firefox, because these names contain the word Firefox. All other tests drive
 * Chromium.
 */
export const inFirefox = /[Ff]irefox/;
export const inChromium = /^(?!.*[Ff]irefox)/;

const vitest = (folders: readonly string[], options?: VitestOptions) => () => runVitest(folders, options);

/** Chooses the end-to-end tests that can run although a browser is missing. Null if no browser is missing. */
function withoutMissing(missing: readonly string[]): Only | null {
  if (missing.includes('chromium')) return { names: inFirefox, reason: 'there is no Chromium, Chrome, Edge or Brave' };
  return missing.includes('firefox-esr') ? { names: inChromium, reason: 'there is no Firefox' } : null;
}

const noBrowser = (missing: readonly string[]) =>
  missing.includes('chromium') && missing.includes('firefox-esr') ? 'there is no browser' : null;

/**
 * All stages in the order in which they run: first the fast stages with clear errors, last the stages with browsers.
 * @param missing names of the missing Debian packages
 */
export const stagesFor = (missing: readonly string[]): readonly Stage[] => [
  { name: 'Types', id: 'types', run: () => runTool('tsc', '--noEmit') },
  { name: 'Lint', id: 'lint', run: () => runTool('biome', 'check', '--error-on-warnings') },
  { name: 'Dead code', id: 'dead-code', run: () => runTool('knip') },
  {
    name: 'Unit',
    id: 'unit',
    run: vitest(isWindows ? pureRooms : [...pureRooms, 'test/native-host', 'test/install-scripts']),
  },
  { name: 'Build', id: 'build', run: async () => oneTest((await buildAndPack()) === 0, 'the build') },
  {
    name: 'Emulator, security, structure',
    id: 'structure',
    built: true,
    skip: onlyLinux,
    run: vitest(['test/portal-emulator', 'test/security', 'test/build']),
  },
  {
    name: 'Screens',
    id: 'screens',
    skip: missing.includes('chromium') ? 'there is no Chromium, Chrome, Edge or Brave' : null,
    run: vitest(['test/extension/popup', 'test/extension/options', 'test/extension/ui']),
  },
  { name: 'Interop', id: 'interop', built: true, skip: onlyLinux, run: vitest(['test/interop']) },
  { name: 'Process', id: 'process', built: true, skip: onlyLinux, run: vitest(['test/process', 'test/node-versions']) },
  windowsStage(),
  {
    name: 'End to end',
    id: 'e2e',
    built: true,
    skip: notWindows ?? noBrowser(missing),
    // These tests often wait, so three test files can run at the same time on two processors.
    run: vitest(['test/e2e'], { only: withoutMissing(missing), atOnce: 3 }),
  },
];

/**
 * Finds the stages with these names or ids. Without names, returns all stages. If one of the stages needs the built
 * program, the build is the first stage.
 * @throws if a name is unknown
 */
export function chooseStages(stages: readonly Stage[], wanted: readonly string[]): readonly Stage[] {
  if (wanted.length === 0) return stages;
  const asked = wanted.map((each) => each.toLowerCase());
  const answersTo = ({ id, name }: Stage, word: string) => id === word || name.toLowerCase() === word;
  const unknown = asked.find((word) => !stages.some((stage) => answersTo(stage, word)));
  if (unknown !== undefined) {
    throw new Error(`There is no stage “${unknown}”. Choose from: ${stages.map(({ id }) => id).join(', ')}.`);
  }
  const chosen = stages.filter((stage) => asked.some((word) => answersTo(stage, word)));
  const builds = chosen.some(({ built, skip }) => built && !skip);
  return stages.filter((stage) => chosen.includes(stage) || (builds && stage.id === 'build'));
}
