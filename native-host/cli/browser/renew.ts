import { KeyferryError, toErrorReply } from '#core/errors.ts';
import { liveReplies, MAX_TO_RENEW } from '#core/protocol/live.ts';
import { toRfc3339 } from '#core/rfc3339.ts';
import { storedProfiles } from '../../aws-files/profiles/stored-profile.ts';
import { pathsOf, readAwsFile } from '../../aws-files/read-aws-file.ts';
import { askHost } from '../../live/ask-host.ts';
import { askHosts } from '../../live/ask-hosts.ts';
import { MAX_LINE_BYTES, type RenewalAnswer, readAnswerLine, requestLine } from '../../live/socket-line.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { jsonText, printable } from '../../terminal/printable.ts';
import { table } from '../../terminal/table.ts';
import { answeringSockets, claim } from '../live/sockets.ts';
import { timeLeft } from '../profiles/time-left.ts';
import type { Command } from '../shared/command.ts';
import { readArguments } from '../shared/options.ts';

/** The time limit for one request, in ms. It is longer than the time in which a browser must answer. */
const TIME_LIMIT_MS = 95_000;
/** The longest profile name that a request can contain, in characters. */
const MAX_NAME = 128;

const OPTIONS = { all: { type: 'boolean' }, json: { type: 'boolean' } } as const;

type Renewed = RenewalAnswer['renewed'][number];
type Failed = RenewalAnswer['failed'][number];

/**
 * If a browser fails with one of these codes, another browser may succeed. If the next browser fails too, its error
 * replaces this error.
 */
const OF_ONE_BROWSER: readonly string[] = ['LIVE_SIGN_IN', 'PROFILE_OF_OTHER_USER', 'LIVE_LOCKED', 'UNKNOWN_KIND'];

const failure = (name: string, error: unknown): Failed => {
  const { code, message } = toErrorReply(error, 'keyferry renew');
  return { name, code, message };
};

/** The names of all profiles that Keyferry wrote. @throws KeyferryError PROFILES_MISSING, FILE_*, PATH_INVALID */
function writtenNames(io: CommandIo): readonly string[] {
  const { credentials } = pathsOf(io);
  const names = storedProfiles(readAwsFile(credentials)).flatMap(({ name, owner }) => (owner === null ? [] : [name]));
  if (names.length === 0) throw new KeyferryError('PROFILES_MISSING', { file: credentials });
  return names;
}

/**
 * The profiles to renew, without duplicates: the names on the command line, or with --all every profile that Keyferry
 * wrote.
 * @throws KeyferryError USAGE
 */
function wantedNames(words: readonly string[], isAll: boolean, io: CommandIo): readonly string[] {
  if (isAll && words.length > 0) throw new KeyferryError('USAGE', { why: 'Write either --all or names, not both' });
  if (!isAll && words.length === 0)
    throw new KeyferryError('USAGE', { why: 'Name the profiles to renew, or give --all' });
  return [...new Set(isAll ? writtenNames(io) : words)];
}

const lineFor = (profiles: readonly string[], io: CommandIo): Buffer =>
  requestLine<'renew'>({ op: 'renew', profiles: [...profiles], client: claim(io) });

/** Splits the names into groups, so that no request to a browser is too long for the socket's protocol. */
function groupsOf(names: readonly string[], io: CommandIo): readonly (readonly string[])[] {
  const groups: string[][] = [];
  for (const name of names) {
    const last = groups.at(-1);
    const fits = last && last.length < MAX_TO_RENEW && lineFor([...last, name], io).length <= MAX_LINE_BYTES;
    if (fits) last.push(name);
    else groups.push([name]);
  }
  return groups;
}

/** Asks one browser to renew the profiles. If it refuses the request, all of these profiles have failed. */
async function askOne(path: string, names: readonly string[], io: CommandIo): Promise<RenewalAnswer> {
  const read = (bytes: Buffer) => readAnswerLine(liveReplies['live-renew'], bytes);
  const line = lineFor(names, io);
  const ask = (each: string, signal: AbortSignal) => askHost(each, line, read, { signal });
  const asked = await askHosts([path], ask, { ms: TIME_LIMIT_MS });
  if (!('refusal' in asked)) return asked.answer;
  const error = asked.refusal ?? new KeyferryError('LIVE_NO_ANSWER');
  return { renewed: [], failed: names.map((name) => failure(name, error)) };
}

/**
 * Asks the browsers one after another. Each browser gets the names of the profiles that no earlier browser has renewed.
 */
async function renewIn(paths: readonly string[], names: readonly string[], io: CommandIo) {
  const renewed = new Map<string, Renewed>();
  const failed = new Map<string, Failed>();
  for (const path of paths) {
    const open = names.filter((name) => !renewed.has(name));
    for (const group of groupsOf(open, io)) {
      const answer = await askOne(path, group, io);
      for (const each of answer.renewed) renewed.set(each.name, each);
      for (const each of answer.failed) {
        const before = failed.get(each.name);
        if (!before || OF_ONE_BROWSER.includes(before.code)) failed.set(each.name, each);
      }
    }
  }
  const noAnswer = (name: string) => failed.get(name) ?? failure(name, new KeyferryError('LIVE_NO_ANSWER'));
  return {
    renewed: names.flatMap((name) => renewed.get(name) ?? []),
    failed: names.filter((name) => !renewed.has(name)).map(noAnswer),
  };
}

function asJson({ renewed, failed }: RenewalAnswer, now: number): string {
  const left = (expiration: number) => Math.max(0, Math.floor((expiration - now) / 1000));
  return jsonText({
    renewed: renewed.map(({ name, expiration }) => ({
      name,
      expiresAt: toRfc3339(expiration),
      secondsLeft: left(expiration),
    })),
    failed,
  });
}

function asTable({ renewed }: RenewalAnswer, now: number): string {
  const rows = renewed.map(({ name, expiration }) => [name, toRfc3339(expiration), timeLeft(expiration, now)]);
  return rows.length === 0 ? '' : table([['PROFILE', 'EXPIRES', 'TIME LEFT'], ...rows]);
}

/**
 * Makes one line for each different message. The line starts with the names of the profiles, unless there is only one
 * profile and the message contains its name.
 */
function sentences(failed: readonly Failed[]): string {
  const messages = [...new Set(failed.map(({ message }) => message))];
  const lines = messages.map((message) => {
    const names = failed.filter((each) => each.message === message).map(({ name }) => name);
    const isNamed = names.length === 1 && message.includes(names[0] as string);
    return `keyferry: ${isNamed ? '' : `${names.join(', ')}: `}${message}`;
  });
  return lines.map((line) => `${printable(line)}\n`).join('');
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { values, words } = readArguments(args, OPTIONS, Number.POSITIVE_INFINITY);
  const names = wantedNames(words, values.all ?? false, io);
  const { paths, problem } = await answeringSockets(io);
  if (paths.length === 0) throw problem ?? new KeyferryError('LIVE_NO_ANSWER');
  const possible = names.filter((name) => name.length <= MAX_NAME);
  const answer = await renewIn(paths, possible, io);
  const tooLong = names.filter((name) => name.length > MAX_NAME);
  const failed = [
    ...answer.failed,
    ...tooLong.map((name) => failure(name, new KeyferryError('PROFILE_NOT_WRITTEN', { name }))),
  ];
  const all = { renewed: answer.renewed, failed };
  io.stdout(values.json ? asJson(all, io.now()) : asTable(all, io.now()));
  io.stderr(sentences(failed));
  return failed.length > 0 ? 1 : 0;
}

export const renew: Command = {
  usage: 'renew [NAME… | --all] [--json]',
  summary: 'Renews written keys now: the browser fetches new ones and writes them into the credentials file.',
  details: [
    'NAME    a profile with keys that Keyferry wrote',
    '--all   every profile with keys that Keyferry wrote',
    '--json  print JSON: the new expirations, and what failed',
    '',
    'It needs a browser that is signed in to the portal, and the extension option "Live profiles and Keep fresh".',
    'Live profiles need no renewal. A profile that was renewed within the last minute is not renewed again.',
    'Exit status: 1 if a profile was not renewed.',
    '',
    'keyferry renew dev-admin prod-readonly',
    'keyferry renew --all',
  ],
  run,
};
