import { KeyferryError } from '#core/errors.ts';
import type { CommandIo } from '../terminal/io.ts';
import { jsonText } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';
import { checkAwsPlaces } from './doctor/aws-places.ts';
import { checkAwsTexts } from './doctor/aws-texts.ts';
import type { Check, Severity } from './doctor/check.ts';
import { checkClock } from './doctor/clock.ts';
import { checkEnvironment } from './doctor/environment.ts';
import { checkKeys } from './doctor/keys.ts';
import { checkLauncher } from './doctor/live/launcher.ts';
import { checkLiveProfiles, checkSocketVariable, hasLiveProfiles } from './doctor/live/profiles.ts';
import { checkLiveSockets } from './doctor/live/sockets.ts';
import { checkManifests, checkTwoManifests } from './doctor/manifests.ts';
import { checkNode } from './doctor/node.ts';
import { checkOwners } from './doctor/owners.ts';
import { checkSystemPolicies } from './doctor/policies.ts';
import { systemRegistrations, userRegistrations } from './doctor/registered.ts';
import { bugReport } from './doctor/report.ts';
import { checkSandboxes } from './doctor/sandboxes.ts';
import { checkUnknownBrowsers } from './doctor/unknown-browsers.ts';
import { checkWrappers } from './doctor/wrappers.ts';
import type { Command } from './shared/command.ts';
import { readOptions } from './shared/options.ts';

/** Checks everything that must work between a click in the popup and a written profile, in that order. */
async function examine(io: CommandIo): Promise<readonly Check[]> {
  const user = userRegistrations(io);
  const system = systemRegistrations(io);
  // A browser that finds a manifest for all users needs no manifest of this user.
  const served = system.map(({ name }) => name);
  const places = [...user.filter(({ name, text }) => text !== null || !served.includes(name)), ...system];
  const keys = checkKeys(io);
  return [
    checkNode(io, process.versions.node),
    ...checkClock(io),
    ...(places.length === 0 && keys.length > 0 ? [] : checkManifests(places)),
    ...keys,
    ...checkTwoManifests(user, system),
    ...checkOwners(user, system, io),
    ...checkSystemPolicies(io),
    ...checkSandboxes(io),
    ...checkUnknownBrowsers(io),
    ...checkWrappers(places, io),
    ...(await checkEnvironment(places, io)),
    ...checkAwsPlaces(io),
    ...checkAwsTexts(io),
    ...checkLauncher(hasLiveProfiles(io), io),
    ...checkLiveProfiles(io),
    ...checkLiveSockets(io),
    ...checkSocketVariable(io),
  ];
}

function report(checks: readonly Check[]): string {
  return table(
    checks.flatMap(({ id, severity, sentence, remedy }) => [
      [severity, id, sentence],
      ...(remedy === '' ? [] : [['', '', `→ ${remedy}`]]),
    ]),
  );
}

function worst(checks: readonly Check[]): Severity {
  const order: readonly Severity[] = ['error', 'warning', 'ok'];
  return order.find((severity) => checks.some((check) => check.severity === severity)) ?? 'ok';
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const given = readOptions(args, { json: { type: 'boolean' }, report: { type: 'boolean' } });
  if (given.json && given.report)
    throw new KeyferryError('USAGE', { why: '--report prints text and not JSON; leave out --json' });
  const checks = await examine(io);
  if (given.report) {
    io.stdout(bugReport(checks, io));
    return 0;
  }
  io.stdout(given.json ? jsonText({ worst: worst(checks), checks }) : report(checks));
  return worst(checks) === 'error' ? 1 : 0;
}

export const doctor: Command = {
  usage: 'doctor [--json] [--report]',
  summary: 'Finds everything that could stop the extension from writing profiles, and says what to do.',
  details: [
    '--json    print JSON',
    '--report  print a text for a bug report: versions, places and checks, without secrets and names of accounts',
    '',
    'Exit status: 1 if something does not work, 0 if there are only warnings. With --report it is always 0.',
  ],
  run,
};
