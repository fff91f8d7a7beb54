import * as v from 'valibot';
import { KeyferryError } from '#core/errors.ts';
import { requestLine } from '../../live/socket-line.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { jsonText } from '../../terminal/printable.ts';
import { askBrowsers, noAnswer } from '../live/ask-browsers.ts';
import { claim } from '../live/sockets.ts';
import { chosenProfile } from '../profiles/chosen-profile.ts';
import type { Command } from '../shared/command.ts';
import { readArguments } from '../shared/options.ts';

const TIME_LIMIT_MS = 4000;
/** The longest profile name that a request can contain, in characters. */
const MAX_NAME = 128;

const OPTIONS = { profile: { type: 'string' }, json: { type: 'boolean' } } as const;

/** The name of the live profile to forget. @throws KeyferryError USAGE, LIVE_NOT_SET_UP */
function nameToForget(word: string | undefined, option: string | undefined, io: CommandIo): string {
  const { name, isNamed } = chosenProfile(word, option, io.env);
  if (!isNamed && !io.env.AWS_PROFILE && !io.env.AWS_DEFAULT_PROFILE)
    throw new KeyferryError('USAGE', { why: 'Name the profile to forget, or use `keyferry lock` for all' });
  if (name.length > MAX_NAME) throw new KeyferryError('LIVE_NOT_SET_UP', { name });
  return name;
}

/**
 * The error if no browser forgot the profile. If a browser did not answer, the profile may be set up in that browser.
 */
function failure(name: string, hosts: number, refusals: readonly KeyferryError[]): KeyferryError {
  const others = refusals.filter(({ code }) => code !== 'LIVE_NOT_MINE');
  const isKnown = hosts > 0 && others.length === 0 && refusals.length === hosts;
  return isKnown ? new KeyferryError('LIVE_NOT_SET_UP', { name }) : noAnswer(others);
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { values, words } = readArguments(args, OPTIONS, 1);
  const name = nameToForget(words[0], values.profile, io);
  const line = requestLine<'forget'>({ op: 'forget', profile: name, client: claim(io) });
  const { hosts, answers, refusals } = await askBrowsers(line, v.object({ ok: v.literal(true) }), TIME_LIMIT_MS, io);
  if (answers.length === 0) throw failure(name, hosts, refusals);
  if (values.json) io.stdout(jsonText({ forgotten: name }));
  io.stderr(`keyferry: The live profile ${name} gives no keys until you end its pause in the popup.\n`);
  return 0;
}

export const forget: Command = {
  usage: 'forget [NAME] [--json]',
  summary:
    'Pauses one live profile: the browser forgets its keys and your answers about it. You end the pause in the popup.',
  details: [
    'NAME    the live profile, also as --profile NAME; default: AWS_PROFILE',
    '--json  print JSON',
    '',
    'The profile stays in the config file. Only a click in the popup removes it.',
    '`keyferry lock` locks all live profiles.',
    'Keys that programs already have stay valid until they expire.',
    'Exit status: 1 if no browser has this live profile, or if no browser answers.',
    '',
    'keyferry forget prod-admin',
  ],
  run,
};
