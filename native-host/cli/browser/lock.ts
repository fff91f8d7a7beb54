import * as v from 'valibot';
import { requestLine } from '../../live/socket-line.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { jsonText } from '../../terminal/printable.ts';
import { askBrowsers, noAnswer } from '../live/ask-browsers.ts';
import { claim } from '../live/sockets.ts';
import type { Command } from '../shared/command.ts';
import { readOptions } from '../shared/options.ts';

const TIME_LIMIT_MS = 4000;

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { json } = readOptions(args, { json: { type: 'boolean' } });
  const line = requestLine<'lock'>({ op: 'lock', client: claim(io) });
  const { hosts, answers, refusals } = await askBrowsers(line, v.object({ ok: v.literal(true) }), TIME_LIMIT_MS, io);
  // The command fails, because a browser that did not answer may still give out keys.
  if (hosts === 0 || answers.length < hosts) throw noAnswer(refusals);
  if (json) io.stdout(jsonText({ locked: answers.length }));
  io.stderr('keyferry: Live profiles are locked. Unlock them in the popup.\n');
  return 0;
}

export const lock: Command = {
  usage: 'lock [--json]',
  summary: 'Locks all live profiles: the browser forgets their keys and gives out none until you unlock them there.',
  details: [
    '--json  print JSON',
    '',
    'Keys that programs already have, and written profiles, stay valid until they expire.',
    'Exit status: 1 if no browser answers, or if one refuses.',
  ],
  run,
};
