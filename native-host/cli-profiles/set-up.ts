import { editFile } from '../aws-files/editing/edit-file.ts';
import type { System } from '../aws-files/editing/system.ts';
import { whileLocked } from '../aws-files/editing/while-locked.ts';
import type { AwsPaths } from '../aws-files/paths.ts';
import { unambiguously } from '../aws-files/profiles/credentials-file.ts';
import { type CliPlan, planCliProfiles } from './plan.ts';
import { refuseRefused } from './reply.ts';
import type { Surroundings, Wanted } from './surroundings.ts';

/** Where and on what a set-up works. */
export interface SetUp {
  readonly system: System;
  readonly paths: AwsPaths;
  readonly earlierNames: Surroundings['earlierNames'];
  /** The text of a file that is only read. @throws KeyferryError FILE_* */
  read(path: string): Promise<string>;
  /** When aborted, a lock that another process holds is not waited for. */
  readonly signal?: AbortSignal | undefined;
}

export interface Done {
  readonly plan: CliPlan;
  /** Sentences for the user about the file as it is. */
  readonly warnings: readonly string[];
}

type Planner = (text: string) => CliPlan;

async function plannerFor(wanted: Wanted, { paths, earlierNames, read }: SetUp): Promise<Planner> {
  const credentialsText = await read(paths.credentials);
  const { config: file, credentials: credentialsFile } = paths;
  return (text) =>
    unambiguously(file, () => planCliProfiles(wanted, { text, file, credentialsText, credentialsFile }, earlierNames));
}

/** What a set-up would change; nothing is. @throws KeyferryError FILE_*, NAME_INVALID for the session's name */
export async function dryRun(wanted: Wanted, setUp: SetUp): Promise<Done> {
  const plan = await plannerFor(wanted, setUp);
  return { plan: plan(await setUp.read(setUp.paths.config)), warnings: [] };
}

const isOne = ({ accounts: [first, ...others] }: Wanted): boolean => others.length === 0 && first?.roles.length === 1;

/**
 * Writes profiles into the config file, all or none. Meanwhile no other Keyferry changes the credentials file, so that a
 * name cannot come into both (docs/DECISIONS.md, 38).
 * @throws KeyferryError NAME_INVALID, NAMES_COLLIDE, CLI_PROFILE*, FILE_*
 */
export function setUpCliProfiles(wanted: Wanted, setUp: SetUp): Promise<Done> {
  const { system, paths, signal } = setUp;
  return whileLocked(system, { path: paths.credentials, other: paths.config, signal }, async () => {
    const planned = await plannerFor(wanted, setUp);
    let plan: CliPlan | null = null;
    const edit = (text: string) => {
      const latest = planned(text);
      refuseRefused(latest, isOne(wanted));
      plan = latest;
      return unambiguously(paths.config, () => latest.splices());
    };
    const { warnings } = await editFile(system, paths.config, edit, signal);
    const done = { plan: plan ?? planned(''), warnings };
    // The edit is kept for a while, in case another program writes late; what it has made, thousands of sections, is not.
    plan = null;
    return done;
  });
}
