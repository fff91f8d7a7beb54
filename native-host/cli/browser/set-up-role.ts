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

/** The time limit for one request, in ms. During the last request, the browser writes the profile. */
const REQUEST_MS = 100_000;
/** Ms between two requests while the question is open. */
const PAUSE_MS = 500;
/** Requests stop after this time, in ms. The question ends after two minutes. A later request would reopen it. */
const QUESTION_MS = 115_000;

/** After these refusals, another browser may be the one that is signed in. So the next browser is asked. */
const NOT_HERE: readonly string[] = ['NO_SESSION', 'LIVE_LINE', 'LIVE_LOCKED', 'UNKNOWN_KIND', 'INTERNAL'];
/** After these refusals, the browser may still be busy with the question, so it is asked again. */
const WAITING: readonly string[] = ['SET_UP_ASKING', 'TERMINAL_BUSY', 'LIVE_BUSY'];

const codeOf = (error: unknown): string => (error instanceof KeyferryError ? error.code : '');
const pause = (): Promise<void> => new Promise((done) => setTimeout(done, PAUSE_MS));

async function askOne(path: string, line: Buffer): Promise<string> {
  const read = (bytes: Buffer) => readAnswerLine(liveReplies['live-set-up'], bytes);
  const asked = await askHosts([path], (each, signal) => askHost(each, line, read, { signal }), { ms: REQUEST_MS });
  if (!('refusal' in asked)) return asked.answer.name;
  throw asked.refusal ?? new KeyferryError('LIVE_NO_ANSWER');
}

/** Asks one browser after the other, so that no two of them open a question. */
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
 * Sets up a live profile for a role without a profile, and waits for the click in the browser. Nothing else in Keyferry
 * names an account and a role to the browser.
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
