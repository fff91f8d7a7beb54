import * as v from 'valibot';
import { KeyferryError } from '#core/errors.ts';
import { LOGIN_MS, liveReplies } from '#core/protocol/live.ts';
import { toRfc3339 } from '#core/rfc3339.ts';
import { askHost } from '../../live/ask-host.ts';
import { askHosts } from '../../live/ask-hosts.ts';
import { readAnswerLine, requestLine } from '../../live/socket-line.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { jsonText } from '../../terminal/printable.ts';
import { noAnswer } from '../live/ask-browsers.ts';
import { portalNames } from '../live/portal-names.ts';
import { answeringSockets, claim } from '../live/sockets.ts';
import { duration } from '../profiles/time-left.ts';
import type { Command } from '../shared/command.ts';
import { readArguments } from '../shared/options.ts';

const LoginAnswer = v.object({ ok: v.literal(true), ...liveReplies['live-login'].entries });
type LoginAnswer = v.InferOutput<typeof LoginAnswer>;

const MAX_WAIT_S = LOGIN_MS / 1000;
const DEFAULT_WAIT_S = 300;
/** A timer may end up to this many ms too early. */
const EARLY_MS = 50;
/** If the answer comes within this time, in ms, the command does not print that it waits. */
const QUIET_MS = 1000;

/** The value of --wait, in ms. @throws KeyferryError USAGE */
function readWait(text: string | undefined): number {
  const seconds = text === undefined ? DEFAULT_WAIT_S : Number(text);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_WAIT_S) return seconds * 1000;
  throw new KeyferryError('USAGE', { why: `--wait takes a number of seconds from 1 to ${MAX_WAIT_S}` });
}

const inWords = (ms: number): string => (ms < 120_000 ? `${ms / 1000} seconds` : duration(ms));

/** The words for the portal in a sentence. */
function shownPortal(portal: string | undefined, io: CommandIo): string {
  if (portal !== undefined) return `the portal ${portal}`;
  const [only, ...others] = portalNames(io);
  return only !== undefined && others.length === 0 ? `the portal ${only}` : 'your portal';
}

/** Local time, with the date if it is another day: `18:40`, `2026-11-29 02:10`. Both times are in epoch ms. */
function localTime(moment: number, now: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const dateOf = (date: Date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const [date, today] = [new Date(moment), new Date(now)];
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return dateOf(date) === dateOf(today) ? time : `${dateOf(date)} ${time}`;
}

function sentence({ label, endsAt, wasSignedIn }: LoginAnswer, now: number): string {
  const start = `You are ${wasSignedIn ? 'already ' : ''}signed in to ${label}`;
  if (endsAt === null) return `${start}. The portal does not say when the session ends.`;
  return `${start} until ${localTime(endsAt, now)}, for ${duration(endsAt - now)}.`;
}

const asJson = ({ label, endsAt, wasSignedIn }: LoginAnswer, now: number): string =>
  jsonText({
    portal: label,
    wasSignedIn,
    endsAt: endsAt === null ? null : toRfc3339(endsAt),
    secondsLeft: endsAt === null ? null : Math.max(0, Math.floor((endsAt - now) / 1000)),
  });

/**
 * Asks the browsers one after another, the newest first. A browser that has this portal answers only after someone has
 * signed in. The command waits for this answer and asks no other browser meanwhile.
 */
async function ask(portal: string | undefined, ms: number, io: CommandIo): Promise<LoginAnswer> {
  const { paths, problem } = await answeringSockets(io);
  const line = requestLine<'login'>({ op: 'login', portal, client: claim(io) });
  const read = (bytes: Buffer) => readAnswerLine(LoginAnswer, bytes);
  const remark = `keyferry: Sign in to ${shownPortal(portal, io)} in the browser. Waiting up to ${inWords(ms)} …\n`;
  const timer = setTimeout(() => io.stderr(remark), QUIET_MS);
  const begun = performance.now();
  try {
    const asked = await askHosts(paths, (path, signal) => askHost(path, line, read, { signal }), { ms, slowMs: ms });
    if (!('refusal' in asked)) return asked.answer;
    // If the wait ended before the time limit, the browser was closed, and LOGIN_WAITED would be the wrong error.
    if (asked.refusal === null && performance.now() - begun >= ms - EARLY_MS)
      throw new KeyferryError('LOGIN_WAITED', { portal: shownPortal(portal, io), time: inWords(ms) });
    throw noAnswer([asked.refusal, problem].flatMap((each) => each ?? []));
  } finally {
    clearTimeout(timer);
  }
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { values, words } = readArguments(args, { wait: { type: 'string' }, json: { type: 'boolean' } }, 1);
  const answer = await ask(words[0], readWait(values.wait), io);
  if (values.json) io.stdout(asJson(answer, io.now()));
  io.stderr(`keyferry: ${sentence(answer, io.now())}\n`);
  return 0;
}

export const login: Command = {
  usage: 'login [PORTAL] [--wait SECONDS] [--json]',
  summary: 'Opens your AWS access portal in the browser and waits until you are signed in.',
  details: [
    'PORTAL          the label or the start URL of a portal that you use in Keyferry; only needed if you have several',
    `--wait SECONDS  how long to wait for you, 1 to ${MAX_WAIT_S}; default: ${DEFAULT_WAIT_S}`,
    '--json          print JSON too: the portal, and the time when the session ends',
    '',
    'keyferry login',
    'keyferry login demo --wait 60 && terraform apply',
    '',
    'Only portals that you have confirmed in the popup are opened. If you are already signed in, nothing opens.',
    'It needs a browser that runs and has live profiles. If several browsers have this portal, the newest one opens it.',
    'Exit status: 1 if you do not sign in in time, if no browser answers, or if you have several portals and name none.',
  ],
  run,
};
