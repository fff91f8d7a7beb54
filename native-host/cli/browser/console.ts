import * as v from 'valibot';
import { Region } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { consoleServices, serviceNamed, servicesFor, serviceWord } from '#core/portals/console-services.ts';
import { liveReplies } from '#core/protocol/live.ts';
import type { RecordedProfile } from '../../live/recorded-profile.ts';
import { readAnswerLine, requestLine } from '../../live/socket-line.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { printable } from '../../terminal/printable.ts';
import { askOwner } from '../live/ask-owner.ts';
import { claim } from '../live/sockets.ts';
import { whileAsked } from '../live/while-asked.ts';
import { chosenProfile } from '../profiles/chosen-profile.ts';
import type { Command } from '../shared/command.ts';
import { readArguments } from '../shared/options.ts';
import { suggestion } from '../shared/suggestion.ts';

/** The time limit for one request, in ms. It is long because the browser may have to open a window first. */
const REQUEST_MS = 9000;

const ConsoleAnswer = v.object({ ok: v.literal(true), ...liveReplies['live-console'].entries });

/** The part of the AWS console that the user wants to open. */
interface Wanted {
  readonly service: string | undefined;
  readonly region: string | undefined;
}

const serviceWords = consoleServices.map(serviceWord);

/** Finds the service of the AWS console with this name. @throws KeyferryError USAGE */
function readService(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const known = serviceNamed(text);
  if (known) return serviceWord(known);
  const [first] = servicesFor(text);
  const meant = first ? serviceWord(first) : suggestion(text, serviceWords);
  const hint = meant === null ? '' : ` (did you mean ${meant}?)`;
  throw new KeyferryError('USAGE', { why: `There is no console service ${JSON.stringify(text)}${hint}` });
}

/** Checks the value of --region. @throws KeyferryError USAGE */
function readRegion(text: string | undefined): string | undefined {
  if (text === undefined || v.is(Region, text)) return text;
  throw new KeyferryError('USAGE', { why: `${JSON.stringify(text)} is not the name of a region, such as eu-west-1` });
}

/** Whether a link leads to the profile's own portal. The link comes from another process, so it must be checked. */
function isOwnLink(link: string, entry: RecordedProfile | null): boolean {
  const isOwn = entry === null ? link.startsWith('https://') : link.startsWith(`${entry.portal}/#/console?`);
  return isOwn && printable(link) === link;
}

/** Asks the browser to open the console. If `prints` is true, asks only for the link. @returns the link to print */
function ask(name: string, prints: boolean, wanted: Wanted, io: CommandIo): Promise<string> {
  const fields = { profile: name, ...wanted, client: claim(io) };
  const line = prints
    ? requestLine<'console-link'>({ op: 'console-link', ...fields })
    : requestLine<'console'>({ op: 'console', ...fields });
  const request = {
    line,
    ms: REQUEST_MS,
    read(bytes: Buffer, entry: RecordedProfile | null) {
      const { link = '' } = readAnswerLine(ConsoleAnswer, bytes) ?? { link: null };
      if (!prints) return link;
      return link !== null && isOwnLink(link, entry) ? link : null;
    },
  };
  return whileAsked(name, io, () => askOwner(name, io, request));
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const options = { service: { type: 'string' }, region: { type: 'string' }, print: { type: 'boolean' } } as const;
  const { values, words } = readArguments(args, options, 1);
  const wanted = { service: readService(values.service), region: readRegion(values.region) };
  const { name } = chosenProfile(words[0], undefined, io.env);
  const prints = values.print === true;
  const link = await ask(name, prints, wanted, io);
  if (prints) io.stdout(`${link}\n`);
  else io.stderr(`keyferry: The browser opens the console as ${name}.\n`);
  return 0;
}

/** Arranges words in the lines of a help text. */
function inLines(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > 100) lines.push(word);
    else lines[lines.length - 1] = `${last}, ${word}`;
  }
  return lines;
}

export const openConsole: Command = {
  usage: 'console [NAME] [--service SERVICE] [--region REGION] [--print]',
  summary: 'Opens the AWS console in the browser, as the role of a live profile.',
  details: [
    'NAME               a live profile; default: AWS_PROFILE, else the profile default',
    '--service SERVICE  a service of the console; default: the page that you chose for the role in the popup',
    "--region REGION    default: the profile's region",
    "--print            print the portal's own link instead. It has no key: you must sign in to the portal to use it",
    '',
    'keyferry console',
    'keyferry console prod-admin --service cloudwatch-logs --region eu-west-1',
    '',
    'The services:',
    ...inLines(serviceWords)
      .join(',\n')
      .split('\n')
      .map((line) => `  ${line}`),
    '',
    'A profile that asks before it gives keys also asks before it opens the console.',
    'Exit status: 1 if the browser refuses or does not answer, 2 for an unknown service.',
  ],
  run,
};
