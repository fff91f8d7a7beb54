import { editFile } from '../aws-files/editing/edit-file.ts';
import type { System } from '../aws-files/editing/system.ts';
import { whileLocked } from '../aws-files/editing/while-locked.ts';
import type { AwsPaths } from '../aws-files/paths.ts';
import { unambiguously } from '../aws-files/profiles/unambiguously.ts';
import { type CliPlan, planCliProfiles } from './plan.ts';
import type { PlanInputs, SetUpRequest } from './plan-inputs.ts';
import { refuseRefused } from './refuse.ts';

/** What a set-up needs besides its request. */
export interface SetUp {
  readonly system: System;
  readonly paths: AwsPaths;
  readonly earlierNames: PlanInputs['earlierNames'];
  /** The text of a file that is only read, '' for a missing one. @throws KeyferryError FILE_* */
  read(path: string): Promise<string>;
  /** When aborted, a lock that another process holds is not waited for. */
  readonly signal?: AbortSignal | undefined;
}

export interface SetUpResult {
  readonly plan: CliPlan;
  /** Sentences for the user about the state of the file. */
  readonly warnings: readonly string[];
}

/** @returns makes a plan for a text of the config file */
async function plannerFor(request: SetUpRequest, { paths, earlierNames, read }: SetUp) {
  const credentialsText = await read(paths.credentials);
  const { config: file, credentials: credentialsFile } = paths;
  return (text: string): CliPlan =>
    unambiguously(file, () => planCliProfiles(request, { text, file, credentialsText, credentialsFile }, earlierNames));
}

/** Plans a set-up and changes nothing. @throws KeyferryError FILE_*, NAME_INVALID for the session's name */
export async function dryRun(request: SetUpRequest, setUp: SetUp): Promise<SetUpResult> {
  const planFor = await plannerFor(request, setUp);
  return { plan: planFor(await setUp.read(setUp.paths.config)), warnings: [] };
}

const isOne = ({ accounts: [first, ...others] }: SetUpRequest): boolean =>
  others.length === 0 && first?.roles.length === 1;

/**
 * Writes profiles into the config file, all or none. Meanwhile no other Keyferry can change the credentials file, so a
 * name cannot be added to both files (docs/DECISIONS.md, 38).
 * @throws KeyferryError NAME_INVALID, NAMES_COLLIDE, CLI_PROFILE*, FILE_*
 */
export function setUpCliProfiles(request: SetUpRequest, setUp: SetUp): Promise<SetUpResult> {
  const { system, paths, signal } = setUp;
  return whileLocked(system, { path: paths.credentials, other: paths.config, signal }, async () => {
    const planFor = await plannerFor(request, setUp);
    let latest: CliPlan | null = null;
    const edit = (text: string) => {
      const plan = planFor(text);
      refuseRefused(plan, isOne(request));
      latest = plan;
      return unambiguously(paths.config, () => plan.newText());
    };
    const { warnings } = await editFile(system, paths.config, edit, signal);
    return { plan: latest ?? planFor(''), warnings };
  });
}
