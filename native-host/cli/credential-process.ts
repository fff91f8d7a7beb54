import { statSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { redact } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { askHost } from '../live/ask-host.ts';
import { askHosts } from '../live/ask-hosts.ts';
import { keysForAws, refuseOtherAccount } from '../live/keys-for-aws.ts';
import { agentIn, describeProcess } from '../live/process-tree.ts';
import { type RecordedProfile, readRecordedProfile } from '../live/recorded-profile.ts';
import { findSockets, type Sockets } from '../live/socket-files.ts';
import { socketLocation } from '../live/socket-folder.ts';
import { CredentialsAnswer, type LineClient, LiveRefusal, readAnswerLine, requestLine } from '../live/socket-line.ts';
import type { CommandIo } from '../terminal/io.ts';
import type { Command } from './shared/command.ts';
import { readOptions } from './shared/options.ts';

/*
 * AWS clients run this command for a live profile. They read its stdout, and some of them its stderr too, so it prints
 * keys or one sentence and nothing else. It never asks a person and starts no program.
 */

/** Ms from the start of the process to its end. The SDK for Rust gives up after 5 s. */
const TIME_LIMIT_MS = 3900;

const OPTIONS = { profile: { type: 'string' } } as const;

/** @throws KeyferryError LIVE_SOCKET */
function namedSocket(path: string, platform: NodeJS.Platform): Sockets {
  const stats = isAbsolute(path) ? statSync(path, { throwIfNoEntry: false }) : undefined;
  const isUsable = platform === 'win32' ? stats?.isFile() : stats?.isSocket();
  if (isUsable) return { paths: [path], problem: null };
  const remedy = 'Correct or unset KEYFERRY_SOCKET, then run the command again';
  throw new KeyferryError('LIVE_SOCKET', { folder: path, why: 'it is not a socket', remedy });
}

/** The sockets to ask. KEYFERRY_SOCKET names exactly one, for example inside a container. @throws KeyferryError */
function socketsFor({ env, platform }: CommandIo): Sockets {
  return env.KEYFERRY_SOCKET ? namedSocket(env.KEYFERRY_SOCKET, platform) : findSockets(socketLocation());
}

const claim = ({ env }: CommandIo): LineClient => ({
  ...describeProcess(process.ppid),
  ...agentIn(env),
  pid: process.pid,
});

/** The sentence for a profile for which no host gave keys. @param entry null if this machine has no record of it */
function refusalFor(
  name: string,
  entry: RecordedProfile | null,
  refusal: KeyferryError | null,
  problem: Sockets['problem'],
) {
  // Other browsers answered, but the one that set up the profile did not.
  if (refusal !== null && refusal.code !== 'LIVE_NOT_MINE') return refusal;
  return problem ?? new KeyferryError('LIVE_NO_BROWSER', { name, portal: entry?.portal ?? 'your AWS access portal' });
}

/** Asks the hosts for the keys of a profile. @returns the text for stdout @throws KeyferryError */
async function liveKeys(name: string, io: CommandIo): Promise<string> {
  const entry = readRecordedProfile({ ...io, directory: dirname(io.programPath) }, name);
  // Inside a container there is only the socket.
  if (entry === null && !io.env.KEYFERRY_SOCKET) throw new KeyferryError('LIVE_NOT_SET_UP', { name });
  const { paths, problem } = socketsFor(io);
  const line = requestLine<'credentials'>({ op: 'credentials', profile: name, client: claim(io) });
  const read = (bytes: Buffer): string | null => {
    const answer = readAnswerLine(CredentialsAnswer, bytes);
    if (answer !== null && entry !== null) refuseOtherAccount(name, entry.accountId, answer);
    return answer && keysForAws(answer, io.now());
  };
  const ms = TIME_LIMIT_MS - performance.now();
  const asked = await askHosts(paths, (path, signal) => askHost(path, line, read, { signal }), { ms });
  if (asked.answer !== null) return asked.answer;
  throw refusalFor(name, entry, asked.refusal, problem);
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { profile } = readOptions(args, OPTIONS);
  if (profile === undefined) throw new KeyferryError('USAGE', { why: 'Name the live profile with --profile NAME' });
  try {
    io.stdout(`${await liveKeys(profile, io)}\n`);
    return 0;
  } catch (error) {
    // The sentence comes from another process.
    if (error instanceof LiveRefusal) io.stderr(`keyferry: ${redact(error.message).replaceAll('\n', ' ')}\n`);
    else throw error;
    return 1;
  }
}

export const credentialProcess: Command = {
  usage: 'credential-process --profile NAME',
  summary: 'Prints the keys of a live profile for AWS clients, which run this command themselves.',
  details: [
    '--profile NAME  a live profile, which you set up in the popup',
    '',
    'Keyferry writes the line for it into the config file:',
    '  [profile NAME]',
    '  credential_process = /home/me/.keyferry/bin/keyferry credential-process --profile NAME',
    'Example: aws sts get-caller-identity --profile NAME',
    '',
    'It needs a browser that runs and a portal session. It answers within 4 s and never waits for input.',
    'KEYFERRY_SOCKET names the socket if it is in another place, for example in a container.',
  ],
  run,
};
