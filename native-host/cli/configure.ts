import { dirname } from 'node:path';
import { thisSystem } from '../aws-files/editing/system.ts';
import { pathsOf, readAwsFile } from '../aws-files/read-aws-file.ts';
import { refuseRefused } from '../cli-profiles/refuse.ts';
import { dryRun, type SetUp, setUpCliProfiles } from '../cli-profiles/set-up.ts';
import { forgetLists, keepList, keptLists, keptNames } from '../data-folder/kept-list.ts';
import type { CommandIo } from '../terminal/io.ts';
import { jsonText } from '../terminal/printable.ts';
import { type ConfigureOptions, configureOptions } from './configure/options.ts';
import { planJson, planTable, remarks } from './configure/report.ts';
import { chooseList, wantedOf } from './configure/wanted.ts';
import type { Command } from './shared/command.ts';

const whereOf = (io: CommandIo) => ({ ...io, directory: dirname(io.programPath) });

async function setUpFromList(options: ConfigureOptions, io: CommandIo): Promise<number> {
  const { isDry, json } = options;
  const list = chooseList(keptLists(whereOf(io)), options.portal);
  const paths = pathsOf(io);
  const texts = { env: io.env, config: readAwsFile(paths.config), credentials: readAwsFile(paths.credentials) };
  const wanted = wantedOf(list, options, texts);
  const setUp: SetUp = {
    system: thisSystem(),
    paths,
    earlierNames: keptNames(list.portal, whereOf(io)),
    read: async (path) => readAwsFile(path),
  };
  const { plan, warnings } = await (isDry ? dryRun : setUpCliProfiles)(wanted, setUp);
  const { whole: _, prune: __, ...next } = wanted;
  if (!isDry) keepList(next, whereOf(io));
  io.stdout(json ? planJson(plan, { file: paths.config, portal: wanted.portal, dryRun: isDry }) : planTable(plan));
  refuseRefused(plan, false);
  for (const remark of [...warnings, ...remarks(plan, wanted, isDry)]) io.stderr(`${remark}\n`);
  return 0;
}

function forget({ json }: ConfigureOptions, io: CommandIo): number {
  const forgotten = keptLists(whereOf(io)).map(({ portal }) => portal);
  forgetLists(whereOf(io));
  if (json) io.stdout(jsonText({ forgotten }));
  const portals = forgotten.length === 1 ? '1 portal is' : `${forgotten.length} portals are`;
  io.stderr(forgotten.length === 0 ? 'No list was kept here.\n' : `The list of ${portals} forgotten.\n`);
  return 0;
}

function run(args: readonly string[], io: CommandIo): number | Promise<number> {
  const options = configureOptions(args);
  return options.forget ? forget(options, io) : setUpFromList(options, io);
}

export const configure: Command = {
  usage: 'configure [--portal PORTAL] [--template TEMPLATE] [--prune] [--dry-run] [--json] …',
  summary: "Sets up the AWS CLI's own SSO profiles for all roles, from the list that the popup handed over last.",
  details: [
    '--portal PORTAL      of several portals this one: its start URL or its name',
    '--template TEMPLATE  makes the names, such as {account}-{role} or {roleName}-{accountId} (the AWS CLI’s own);',
    '                     in braces: account, accountId, role, alias, accountName, roleName; by default the last one.',
    '                     For an only role AWS_PROFILE is the name, where it is set',
    '--region REGION      written where a profile has no region',
    '--output FORMAT      written where a profile has no output: json, yaml, text or table',
    '--session NAME       name of the [sso-session] section, where there is none of this portal yet',
    '--older-form         without such a section, for tools that cannot read it',
    '--prune              remove the profiles of Keyferry whose roles are gone',
    '--dry-run            only show what would change',
    '--forget             forget every list that is kept here, and change nothing else',
    '--json               the same as data',
    '',
    'Profiles that are there for a role already are used as they are; nothing of anyone else is changed.',
    'Exit status: 1 when a name is refused; then nothing was changed.',
  ],
  run,
};
