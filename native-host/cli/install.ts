import { dirname } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { recordPath } from '../data-folder/places.ts';
import type { CommandIo } from '../terminal/io.ts';
import { jsonText } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';
import { commandHint, type PlannedLink, planLinks } from './install/command-link.ts';
import {
  openPathsToProgram,
  refuseOpenFolder,
  refuseRelativeHome,
  refuseSudo,
  refuseUnsafeSystem,
} from './install/guards.ts';
import { planLaunchers } from './install/launcher-plan.ts';
import { type FileState, type Plan, planInstall } from './install/plan.ts';
import type { PlannedFile } from './install/planned-file.ts';
import { pruneVersions } from './install/prune.ts';
import { readRecord } from './install/record.ts';
import { applySteps, type Step, stepsOf } from './install/steps.ts';
import { type Chosen, chooseTargets, type Skipped } from './install/targets.ts';
import { planWsl } from './install/wsl-plan.ts';
import type { Command } from './shared/command.ts';
import { closingCommand, openPathSentence } from './shared/open-paths.ts';
import { readOptions } from './shared/options.ts';
import { cloneOf } from './shared/reinstall.ts';

const refuse = (why: string) => new KeyferryError('INSTALL_REFUSED', { why });

function refuseForeign(steps: readonly Step[]): void {
  const foreign = steps.find(({ state }) => state === 'foreign');
  if (!foreign) return;
  throw refuse(`Keyferry did not write ${foreign.path}; move it away, or replace it with --force`);
}

const WORDS: Readonly<Record<FileState, readonly [done: string, wouldBe: string]>> = {
  unchanged: ['unchanged', 'would stay unchanged'],
  new: ['written', 'would be written'],
  changed: ['updated', 'would be updated'],
  foreign: ['replaced', 'would be replaced'],
};

/**
 * The steps that the report shows. All files of the program become one step with the path of keyferry.cjs. If some of
 * these files are new or changed, this step gets the state of the first of them.
 */
function oneProgramStep(steps: readonly Step[]): readonly Step[] {
  const program = steps.filter(({ role }) => role === 'program');
  const state = program.find((step) => step.state !== 'unchanged')?.state;
  const main = program.at(-1);
  return [
    ...(main ? [{ ...main, state: state ?? main.state }] : []),
    ...steps.filter(({ role }) => role !== 'program'),
  ];
}

function report(
  steps: readonly Step[],
  skipped: readonly Skipped[],
  removed: readonly string[],
  dryRun: boolean,
): string {
  const gone = dryRun ? 'would be removed' : 'removed';
  const oldFolders = [...new Set(removed.map((path) => dirname(path)))];
  return table([
    ...oneProgramStep(steps).map(({ role, browser, path, state }) => [
      browser || role,
      WORDS[state][dryRun ? 1 : 0],
      path,
    ]),
    ...oldFolders.map((path) => ['old version', gone, path]),
    ...skipped.map(({ browser, why }) => [browser, 'skipped', why]),
  ]);
}

function asJson(
  steps: readonly Step[],
  skipped: readonly Skipped[],
  removed: readonly string[],
  dryRun: boolean,
): string {
  const files = steps.map(({ role, browser, path, state }) => ({
    role,
    ...(browser && { browser }),
    path,
    state,
  }));
  const changed = !dryRun && (removed.length > 0 || steps.some(({ state }) => state !== 'unchanged'));
  return jsonText({ dryRun, changed, files, skipped, removed });
}

/** The last lines of the report. They say what to do after an install. */
function nextStep(links: readonly PlannedLink[], io: CommandIo): string {
  const hint = commandHint(links, io);
  const next =
    'Next: sign in to your AWS access portal in the browser and click the Keyferry icon. `keyferry doctor` checks the installation.';
  return `\n${hint === null ? '' : `${hint}\n`}${next}\n`;
}

const options = {
  browser: { type: 'string', multiple: true },
  'profile-dir': { type: 'string' },
  'bin-dir': { type: 'string' },
  'launcher-dir': { type: 'string' },
  system: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  force: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/**
 * Refuses folders in which other users may write. Inside WSL, ignores files on the disk of Windows, because these files
 * have no Linux mode.
 * @returns one sentence for each folder that is accepted although another user could write in it
 */
function refuseOpenFolders(
  files: readonly Pick<PlannedFile, 'path' | 'onWindows'>[],
  io: CommandIo,
): readonly string[] {
  const guarded = files.filter(({ onWindows }) => !onWindows).map(({ path }) => dirname(path));
  const open = [...new Set(guarded)].flatMap((folder) => refuseOpenFolder(folder, io.everyone === true));
  const sentences = [...open, ...openPathsToProgram(io)].map(
    (each) =>
      `Other users could replace the program that your browser starts: ${openPathSentence(each)}. Run \`${closingCommand(each)}\`.`,
  );
  return [...new Set(sentences)];
}

/**
 * Throws the error that says why Keyferry cannot register any browser. If there is a browser that Keyferry does not
 * know, the error contains the command that registers this browser.
 */
function refuseWithoutBrowser(skipped: readonly Skipped[]): never {
  const found = skipped.map(({ browser, why }) => `; ${browser}: ${why}`).join('');
  throw refuse(`no supported browser was started here yet; name one with --browser${found}`);
}

function planAll(
  { targets, skipped }: Chosen,
  launchers: readonly string[],
  withWindows: boolean,
  io: CommandIo,
): Plan {
  const own = planInstall(targets, launchers, io);
  const wrapper = own.files.find(({ role }) => role === 'wrapper')?.path ?? '';
  const windows = withWindows ? planWsl(wrapper, io) : { files: [], keys: [] };
  if (targets.length === 0 && windows.keys.length === 0) refuseWithoutBrowser(skipped);
  return { files: [...own.files, ...windows.files], keys: [...own.keys, ...windows.keys] };
}

function run(args: readonly string[], user: CommandIo): number {
  const given = readOptions(args, options);
  const io = given.system ? { ...user, everyone: true } : user;
  const dryRun = given['dry-run'] ?? false;
  if (!['linux', 'darwin', 'win32'].includes(io.platform)) throw refuse(`Keyferry knows no browsers on ${io.platform}`);
  if (io.everyone) refuseUnsafeSystem(io);
  else {
    refuseRelativeHome(io);
    refuseSudo(io);
  }
  const chosen = chooseTargets(given.browser ?? [], given['profile-dir'], io);
  const { skipped } = chosen;
  const record = readRecord(recordPath(io));
  const launcher = planLaunchers(given['launcher-dir'], record, io);
  const plan = planAll(chosen, launcher.files, !io.everyone && given['profile-dir'] === undefined, io);
  const program = plan.files.findLast(({ role }) => role === 'program')?.path ?? '';
  const links = planLinks(program, given['bin-dir'], record.links ?? [], io);
  const found = stepsOf(plan, links, io);
  const warnings = refuseOpenFolders([...plan.files, ...links], io);
  const steps = [...found.files, ...found.keys, ...found.links];
  if (!given.force) refuseForeign(steps);
  if (!dryRun)
    applySteps(found, { launchers: [...launcher.recorded], clone: cloneOf(io.programPath) ?? undefined }, io);
  const removed = dryRun
    ? []
    : pruneVersions(
        plan.files.map(({ path }) => path),
        io,
      );

  for (const warning of warnings) io.stderr(`Warning: ${warning}\n`);
  if (launcher.note !== null) io.stderr(`${launcher.note}\n`);
  if (steps.every(({ state }) => state === 'unchanged')) io.stderr('Everything is already installed.\n');
  if (given.json) io.stdout(asJson(steps, skipped, removed, dryRun));
  else io.stdout(report(steps, skipped, removed, dryRun) + (dryRun ? '' : nextStep(links, io)));
  return 0;
}

export const install: Command = {
  usage:
    'install [--browser NAME…] [--profile-dir DIR] [--bin-dir DIR] [--launcher-dir DIR] [--system] [--dry-run] [--force] [--json]',
  summary: 'Copies this program to your data folder and registers it with your browsers.',
  details: [
    '--browser NAME     only this browser, even if it was never started; can be repeated:',
    '                   chrome, chromium, edge, brave, vivaldi, opera, arc, helium, firefox, librewolf, waterfox,',
    '                   zen, and their channels such as edge-beta',
    '--profile-dir DIR  only the Chromium profile in DIR (its --user-data-dir)',
    '--bin-dir DIR      make the command `keyferry` in DIR; without it in ~/.local/bin or ~/bin, if that is on PATH',
    '--launcher-dir DIR make the launcher of live profiles in DIR; without it in ~/.keyferry/bin',
    '--system           for every user of the machine; needs root, and a Node that only root may change',
    '--dry-run          show what would be done, and change nothing',
    '--force            replace a manifest of the same name that Keyferry did not write',
    '--json             print JSON',
  ],
  run,
};
