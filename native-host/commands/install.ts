import { dirname } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { type Command, readOptions } from './command.ts';
import { refuseOpenFolder, refuseSudo } from './install/guards.ts';
import { ensureFolder, writeOwnFile } from './install/own-files.ts';
import { recordPath } from './install/places.ts';
import { type FileState, type PlannedFile, planFiles, stateOf } from './install/plan.ts';
import { pruneVersions } from './install/prune.ts';
import { mergeRecord, readRecord, writeRecord } from './install/record.ts';
import { sha256 } from './install/sha256.ts';
import { chooseTargets, type Skipped } from './install/targets.ts';
import type { CommandIo } from './io.ts';
import { table } from './table.ts';

interface Step {
  readonly file: PlannedFile;
  readonly state: FileState;
}

const refuse = (why: string) => new KeyferryError('INSTALL_REFUSED', { why });

function refuseForeign(steps: readonly Step[]): void {
  const foreign = steps.find(({ state }) => state === 'foreign');
  if (!foreign) return;
  throw refuse(`${foreign.file.path} is not Keyferry's own; move it away, or replace it with --force`);
}

/** The record comes first: should a later write fail, uninstall still knows of every file. */
function apply(steps: readonly Step[], io: CommandIo): readonly string[] {
  const due = steps.filter(({ state }) => state !== 'unchanged').map(({ file }) => file);
  const folders = due.flatMap(({ path }) => ensureFolder(dirname(path)));
  const files = steps.map(({ file }) => ({ path: file.path, sha256: sha256(file.content) }));
  const earlier = readRecord(recordPath(io));
  const record = mergeRecord(earlier, files, folders);
  if (JSON.stringify(record) !== JSON.stringify(earlier)) writeRecord(recordPath(io), record);
  for (const { path, content, mode } of due) writeOwnFile(path, content, mode);
  return pruneVersions(
    steps.map(({ file }) => file.path),
    io,
  );
}

const WORDS: Readonly<Record<FileState, readonly [done: string, wouldBe: string]>> = {
  unchanged: ['as it was', 'stays as it is'],
  new: ['written', 'would be written'],
  changed: ['updated', 'would be updated'],
  foreign: ['replaced', 'would be replaced'],
};

function report(
  steps: readonly Step[],
  skipped: readonly Skipped[],
  removed: readonly string[],
  dryRun: boolean,
): string {
  const gone = dryRun ? 'would be removed' : 'removed';
  return table([
    ...steps.map(({ file, state }) => [file.browser || file.role, WORDS[state][dryRun ? 1 : 0], file.path]),
    ...removed.map((path) => ['old version', gone, path]),
    ...skipped.map(({ browser, why }) => [browser, 'skipped', why]),
  ]);
}

function asJson(
  steps: readonly Step[],
  skipped: readonly Skipped[],
  removed: readonly string[],
  dryRun: boolean,
): string {
  const files = steps.map(({ file: { role, browser, path }, state }) => ({
    role,
    ...(browser && { browser }),
    path,
    state,
  }));
  const changed = !dryRun && (removed.length > 0 || steps.some(({ state }) => state !== 'unchanged'));
  return `${JSON.stringify({ dryRun, changed, files, skipped, removed }, null, 2)}\n`;
}

const options = {
  browser: { type: 'string', multiple: true },
  'profile-dir': { type: 'string' },
  'dry-run': { type: 'boolean' },
  force: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

function run(args: readonly string[], io: CommandIo): number {
  const given = readOptions(args, options);
  const dryRun = given['dry-run'] ?? false;
  if (io.platform !== 'linux') throw refuse('only Linux is supported so far');
  refuseSudo(io);
  const { targets, skipped } = chooseTargets(given.browser ?? [], given['profile-dir'], io);
  if (targets.length === 0) throw refuse('no supported browser was ever started here; name one with --browser');

  const steps = planFiles(targets, io).map((file) => ({ file, state: stateOf(file) }));
  for (const folder of new Set(steps.map(({ file }) => dirname(file.path)))) refuseOpenFolder(folder);
  if (!given.force) refuseForeign(steps);
  const removed = dryRun ? [] : apply(steps, io);

  io.stdout(given.json ? asJson(steps, skipped, removed, dryRun) : report(steps, skipped, removed, dryRun));
  if (steps.every(({ state }) => state === 'unchanged')) io.stderr('Everything was already in place.\n');
  return 0;
}

export const install: Command = {
  usage: 'install [--browser NAME…] [--profile-dir DIR] [--dry-run] [--force] [--json]',
  summary: 'Copies this program to your data folder and registers it with your browsers.',
  details: [
    '--browser NAME     only this browser, even if it was never started; may be repeated:',
    '                   chrome, chrome-beta, chrome-dev, chromium, firefox',
    '--profile-dir DIR  only the Chromium profile in DIR (its --user-data-dir)',
    '--dry-run          say what would be done and change nothing',
    "--force            replace a manifest of the same name that is not Keyferry's",
    '--json             the same as data',
  ],
  run,
};
