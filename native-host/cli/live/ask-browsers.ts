import type * as v from 'valibot';
import { KeyferryError } from '#core/errors.ts';
import { askHost } from '../../live/ask-host.ts';
import { askHosts } from '../../live/ask-hosts.ts';
import { readAnswerLine } from '../../live/socket-line.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { socketsFor } from './sockets.ts';

/**
 * Sends one request to the hosts of all browsers at the same time.
 * @param ms the time limit for the answers, in ms
 * @returns the number of hosts, the answers of the hosts that accepted the request, and the refusals of the other hosts
 * @throws KeyferryError LIVE_SOCKET if the path in KEYFERRY_SOCKET is wrong
 */
export async function askBrowsers<const Schema extends v.GenericSchema>(
  line: Buffer,
  schema: Schema,
  ms: number,
  io: CommandIo,
): Promise<{
  readonly hosts: number;
  readonly answers: readonly v.InferOutput<Schema>[];
  readonly refusals: readonly KeyferryError[];
}> {
  const { paths, problem } = socketsFor(io);
  const read = (bytes: Buffer) => readAnswerLine(schema, bytes);
  const asked = await Promise.all(
    paths.map((path) => askHosts([path], (each, signal) => askHost(each, line, read, { signal }), { ms })),
  );
  const answers = asked.flatMap(({ answer }) => (answer === null ? [] : [answer]));
  const refusals = asked.flatMap((each) => ('refusal' in each && each.refusal ? [each.refusal] : []));
  return { hosts: paths.length, answers, refusals: problem ? [...refusals, problem] : refusals };
}

/**
 * The error if no browser accepted a request: the first refusal. If there is no refusal, the error is LIVE_NO_ANSWER.
 */
export const noAnswer = (refusals: readonly KeyferryError[]): KeyferryError =>
  refusals[0] ?? new KeyferryError('LIVE_NO_ANSWER');
