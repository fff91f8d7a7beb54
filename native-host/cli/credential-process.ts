import { redact } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { keysForAws } from '../live/keys-for-aws.ts';
import { LiveRefusal } from '../live/socket-line.ts';
import type { CommandIo } from '../terminal/io.ts';
import { askForKeys } from './live/ask-for-keys.ts';
import type { Command } from './shared/command.ts';
import { readOptions } from './shared/options.ts';

/*
 * AWS clients run this command to get the keys of a live profile. They read its stdout, and some of them also read its
 * stderr. So the command prints either the keys or one sentence. It never asks a person and starts no other program.
 */

/** The process ends within this time, in ms. The AWS SDK for Rust gives up after 5 s. */
const TIME_LIMIT_MS = 3900;

const OPTIONS = { profile: { type: 'string' } } as const;

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { profile } = readOptions(args, OPTIONS);
  if (profile === undefined) throw new KeyferryError('USAGE', { why: 'Name the live profile with --profile NAME' });
  try {
    // This code uses `process.uptime`, because `performance` would make Node load another module. The time limit is
    // never negative, because Node would then print a warning on stderr.
    const ms = Math.max(0, TIME_LIMIT_MS - process.uptime() * 1000);
    const keys = await askForKeys(profile, io, { ms, read: (answer) => keysForAws(answer, io.now()) });
    io.stdout(`${keys}\n`);
    return 0;
  } catch (error) {
    // The text of this error comes from another process. It could contain keys or line breaks, so they are removed.
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
    'Keyferry writes a line with this command into the config file:',
    '  [profile NAME]',
    '  credential_process = /home/me/.keyferry/bin/keyferry credential-process --profile NAME',
    'Example: aws sts get-caller-identity --profile NAME',
    '',
    'It needs a browser that runs and a portal session. It answers within 4 s and never waits for input.',
    'If the socket is in another place, for example in a container, set KEYFERRY_SOCKET to its path.',
  ],
  run,
};
