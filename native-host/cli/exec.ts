import { KeyferryError } from '#core/errors.ts';
import { environmentOf } from '#core/shells/environment.ts';
import type { CommandIo } from '../terminal/io.ts';
import { type LiveProfile, liveProfile } from './live/live-profile.ts';
import { waitForKeys } from './live/wait-for-keys.ts';
import { chosenProfile } from './profiles/chosen-profile.ts';
import { readMinTtl, shortWarning } from './profiles/expiry.ts';
import { loadProfile } from './profiles/load-profile.ts';
import type { Command } from './shared/command.ts';
import { readArguments } from './shared/options.ts';
import { clockWarning, portalNow } from './shared/portal-now.ts';
import { type ChildCommand, environmentWith, runChild, splitAtDashes } from './shared/run-child.ts';
import { OVERRIDING_PROFILE, type ShellChange } from './shells/shell-change.ts';

/** The changes to the environment of a command, and warnings for the user. */
interface Prepared {
  readonly changes: ShellChange;
  readonly warnings: readonly (string | null)[];
}

/**
 * Puts the profile's keys into variables of the command. No other variable overrides these keys (docs/DECISIONS.md,
 * 23).
 * @throws KeyferryError
 */
async function ofKeys(name: string, minTtl: number, io: CommandIo): Promise<Prepared> {
  const { input, lifetime, warnings } = await loadProfile(name, minTtl, io);
  return {
    changes: environmentOf(input),
    warnings: [...warnings, shortWarning(lifetime, portalNow(io)), clockWarning(io)],
  };
}

/** Gives the command only the name of a live profile. The AWS tools in the command ask the browser for the keys. */
async function ofLiveProfile(
  { name, region, warnings }: LiveProfile,
  minTtl: number,
  io: CommandIo,
): Promise<Prepared> {
  // Waits until the browser gives keys. Keyferry does not use these keys: it only waits here, so that the command does
  // not have to wait later.
  await waitForKeys(name, minTtl, io);
  const regions = region && { AWS_REGION: region, AWS_DEFAULT_REGION: region };
  return { changes: { set: { AWS_PROFILE: name, ...regions }, unset: OVERRIDING_PROFILE }, warnings };
}

const OPTIONS = {
  profile: { type: 'string' },
  'min-ttl': { type: 'string' },
  endpoint: { type: 'boolean' },
  'keep-files': { type: 'boolean' },
} as const;

/** @throws KeyferryError USAGE */
function readExec(args: readonly string[], io: CommandIo) {
  const { own, after } = splitAtDashes(args);
  const [command, ...rest] = after;
  if (!command) throw new KeyferryError('USAGE', { why: 'The command to run is missing; write it after --' });
  const { values, words } = readArguments(own, OPTIONS, 1);
  if (values['keep-files'] && !values.endpoint)
    throw new KeyferryError('USAGE', { why: '--keep-files needs --endpoint' });
  const { name } = chosenProfile(words[0], values.profile, io.env);
  return { child: { command, rest }, name, minTtl: readMinTtl(values['min-ttl']), values };
}

async function runWithVariables(child: ChildCommand, { changes, warnings }: Prepared, io: CommandIo): Promise<number> {
  io.stderr(warnings.flatMap((each) => (each === null ? [] : [`keyferry: ${each}\n`])).join(''));
  return runChild(child, environmentWith(changes, io), io);
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { child, name, minTtl, values } = readExec(args, io);
  if (values.endpoint) {
    const { runWithEndpoint } = await import('./sharing/run-with-endpoint.ts');
    return runWithEndpoint({ name, minTtl, keepsFiles: values['keep-files'] ?? false }, child, io);
  }
  const live = await liveProfile(name, io);
  const prepared = live ? await ofLiveProfile(live, minTtl, io) : await ofKeys(name, minTtl, io);
  return runWithVariables(child, prepared, io);
}

export const exec: Command = {
  usage: 'exec [NAME] [--min-ttl DURATION] [--endpoint [--keep-files]] -- COMMAND [ARGUMENT…]',
  summary:
    "Runs a command with a profile's keys, or with the name of a live profile. No key is ever on a command line.",
  details: [
    'NAME            the profile, also as --profile NAME; default: AWS_PROFILE, else the profile default',
    '--min-ttl 15m   refuse keys that expire within this time, such as 90s, 15m or 1h',
    '--endpoint      give the keys over a port of this computer, and renew them while the command runs: for containers,',
    '                and for tools that read only a container endpoint. Only a program with the token in the',
    "                command's environment gets keys. The port closes when the command ends",
    '--keep-files    with --endpoint: let the command read your AWS files. Keys in the section [default] of these files',
    '                then replace the keys of the endpoint',
    '',
    'keyferry exec dev -- terraform plan',
    'keyferry exec --endpoint dev -- rclone lsd s3:',
    'keyferry exec --endpoint dev -- docker run --rm --network host -e AWS_REGION \\',
    '  -e AWS_CONTAINER_CREDENTIALS_FULL_URI -e AWS_CONTAINER_AUTHORIZATION_TOKEN amazon/aws-cli s3 ls',
    '',
    'Keys that expire within 15 minutes are used with a warning.',
    'For a live profile, the command gets AWS_PROFILE and the region, but no keys: AWS tools ask the browser for them.',
    'Keyferry asks the browser once for keys before the command starts. If the browser asks you whether to allow this,',
    'Keyferry waits up to two minutes. If a profile asks about each program, you are asked twice: about the program that',
    'started keyferry, and about the tool that the command runs. One answer allows only one program.',
    'Keyferry passes signals on to the command. The exit status is that of the command, or 128 + n if signal n',
    'ended the command, 127 if there is no such command, and 126 if the command cannot be run.',
  ],
  run,
};
