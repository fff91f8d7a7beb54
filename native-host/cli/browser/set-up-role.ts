import { KeyferryError } from '#core/errors.ts';
import { parseNewPortalUrl, parsePortalUrl } from '#core/portals/portals.ts';
import { liveReplies } from '#core/protocol/live.ts';
import { askHost } from '../../live/ask-host.ts';
import { askHosts } from '../../live/ask-hosts.ts';
import type { Sockets } from '../../live/socket-files.ts';
import { readAnswerLine, requestLine } from '../../live/socket-line.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { answeringSockets, claim } from '../live/sockets.ts';
import type { ListedRole } from '../roles/listed-role.ts';

/** The time limit for one request, in ms. It is long because the browser writes the profile before it answers. */
const REQUEST_MS = 100_000;
/** The time between two requests, in ms, while the browser shows its question to the person. */
const PAUSE_MS = 500;
/**
 * Requests stop after this time, in ms. The browser's question ends after two minutes, and a later request would open
 * the question again.
 */
const QUESTION_MS = 115_000;

/** After a refusal with one of these codes, the command asks the next browser, which may be signed in. */
const NOT_HERE: readonly string[] = ['NO_SESSION', 'LIVE_LINE', 'LIVE_LOCKED', 'UNKNOWN_KIND', 'INTERNAL'];
/** After a refusal with one of these codes, the browser may still show its question, so the command asks again. */
const WAITING: readonly string[] = ['SET_UP_ASKING', 'TERMINAL_BUSY', 'LIVE_BUSY'];

const codeOf = (error: unknown): string => (error instanceof KeyferryError ? error.code : '');
const pause = (): Promise<void> => new Promise((done) => setTimeout(done, PAUSE_MS));

async function askOne(path: string, line: Buffer): Promise<string> {
  const read = (bytes: Buffer) => readAnswerLine(liveReplies['live-set-up'], bytes);
  const asked = await askHosts([path], (each, signal) => askHost(each, line, read, { signal }), { ms: REQUEST_MS });
  if (!('refusal' in asked)) return asked.answer.name;
  throw asked.refusal ?? new KeyferryError('LIVE_NO_ANSWER');
}

/** Asks one browser after the other, so that only one of them shows a question. */
async function askInTurn(line: Buffer, { paths, problem }: Sockets): Promise<string> {
  let refusal: unknown = problem ?? new KeyferryError('LIVE_NO_ANSWER');
  for (const path of paths) {
    try {
      return await askOne(path, line);
    } catch (error) {
      refusal = error;
      if (!NOT_HERE.includes(codeOf(error)) && codeOf(error) !== 'LIVE_NO_ANSWER') throw error;
    }
  }
  throw refusal;
}

/**
 * Sets up a live profile for a role without a profile, and waits for the click in the browser. No other request to the
 * browser contains an account and a role.
 * @param name the wanted name of the profile
 * @returns the profile's name
 * @throws KeyferryError LIVE_NO_ANSWER, SET_UP_ASKING if the person does not answer, and the browser's refusals
 */
export async function setUpRole(role: ListedRole, name: string, io: CommandIo): Promise<string> {
  const { accountId, roleName, portal: startUrl } = role;
  const portal = (parsePortalUrl(startUrl) ?? parseNewPortalUrl(startUrl))?.label ?? '';
  const line = requestLine<'set-up'>({ op: 'set-up', portal, accountId, roleName, profile: name, client: claim(io) });
  const sockets = await answeringSockets(io);
  const end = io.now() + QUESTION_MS;
  for (let hasSaid = false; ; ) {
    try {
      return await askInTurn(line, sockets);
    } catch (error) {
      const isAsking = codeOf(error) === 'SET_UP_ASKING' || (hasSaid && WAITING.includes(codeOf(error)));
      if (!isAsking || io.now() >= end) throw error;
      if (!hasSaid)
        io.stderr(`keyferry: Keyferry asks in the browser whether to set up the live profile ${name}. Waiting …\n`);
      hasSaid = true;
      await pause();
    }
  }
}
