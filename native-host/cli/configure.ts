import { thisSystem } from '../aws-files/editing/system.ts';
import { pathsOf, readAwsFile } from '../aws-files/read-aws-file.ts';
import { liveRecorder, withLauncher } from '../cli-profiles/live-request.ts';
import { refuseRefused } from '../cli-profiles/refuse.ts';
import { dryRun, type SetUp, setUpCliProfiles } from '../cli-profiles/set-up.ts';
import { forgetLists, keepList, keptLists, keptNames } from '../data-folder/kept-list.ts';
import type { CommandIo } from '../terminal/io.ts';
import { jsonText } from '../terminal/printable.ts';
import { type ConfigureOptions, configureOptions } from './configure/options.ts';
import { planJson, planTable, remarks } from './configure/report.ts';
import { chooseList, wantedOf } from './configure/wanted.ts';
import type { Command } from './shared/command.ts';
import { programLocation } from './shared/program-location.ts';

async function setUpFromList(options: ConfigureOptions, io: CommandIo): Promise<number> {
  const { isDry, json } = options;
  const list = chooseList(keptLists(programLocation(io)), options.portal);
  const paths = pathsOf(io);
  const texts = { env: io.env, config: readAwsFile(paths.config), credentials: readAwsFile(paths.credentials) };
  const wanted = withLauncher(wantedOf(list, options, texts), programLocation(io));
  const setUp: SetUp = {
    system: thisSystem(),
    paths,
    earlierNames: keptNames(list.portal, programLocation(io)),
    read: async (path) => readAwsFile(path),
    recorder: liveRecorder(programLocation(io)),
  };
  const { plan, warnings } = await (isDry ? dryRun : setUpCliProfiles)(wanted, setUp);
  const { whole: _, prune: __, launcher: ___, keepsKinds: ____, ...next } = wanted;
  if (!isDry) keepList(next, programLocation(io));
  io.stdout(json ? planJson(plan, { file: paths.config, portal: wanted.portal, dryRun: isDry }) : planTable(plan));
  refuseRefused(plan, false);
  for (const remark of [...warnings, ...remarks(plan, wanted, isDry)]) io.stderr(`${remark}\n`);
  return 0;
}

function forget({ json }: ConfigureOptions, io: CommandIo): number {
  const forgotten = keptLists(programLocation(io)).map(({ portal }) => portal);
  forgetLists(programLocation(io));
  if (json) io.stdout(jsonText({ forgotten }));
  const portals = forgotten.length === 1 ? '1 portal' : `${forgotten.length} portals`;
  io.stderr(forgotten.length === 0 ? 'There is no list of roles to remove.\n' : `Removed the list of ${portals}.\n`);
  return 0;
}

function run(args: readonly string[], io: CommandIo): number | Promise<number> {
  const options = configureOptions(args);
  return options.forget ? forget(options, io) : setUpFromList(options, io);
}

export const configure: Command = {
  usage: 'configure [--portal PORTAL] [--template TEMPLATE] [--prune] [--dry-run] [--json] …',
  summary: 'Sets up live profiles or SSO profiles for all roles, from the last list that the popup sent.',
  details: [
    '--portal PORTAL      which portal, if there are several: its start URL or its name',
    '--template TEMPLATE  how to name the profiles, such as {account}-{role} or {roleName}-{accountId} (as the AWS CLI);',
    '                     in braces: account, accountId, role, alias, accountName, roleName; default: as last time.',
    '                     If there is only one role and AWS_PROFILE is set, the profile gets that name',
    '--region REGION      region for profiles that have none',
    '--output FORMAT      output format for profiles that have none: json, yaml, text or table',
    '--session NAME       name of the [sso-session] section, if this portal has none yet',
    '--older-form         write no [sso-session] section, for tools that cannot read it',
    '                     Without --session and this option, the profiles are of the kind that the popup set up last',
    '--prune              remove profiles that Keyferry wrote for roles that no longer exist',
    '--dry-run            show what would change, and change nothing',
    '--forget             remove every list that the popup sent, and change nothing else',
    '--json               print JSON',
    '',
    'A role that already has a profile keeps it. Keyferry changes nothing that other tools or people wrote.',
    'Live profiles get the names that the popup sent, because the browser answers only for these names.',
    'Exit status: 1 if a name is refused. In that case nothing is changed.',
  ],
  run,
};
