import { KeyferryError } from '#core/errors.ts';
import { askHost } from '../../live/ask-host.ts';
import { askHosts } from '../../live/ask-hosts.ts';
import { type RecordedProfile, readRecordedProfile } from '../../live/recorded-profile.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { programLocation } from '../shared/program-location.ts';
import { socketsFor } from './sockets.ts';

/**
 * The error if no host accepted a request about a profile.
 * @param entry the record of the profile on this machine, or null
 */
function refusalFor(
  name: string,
  entry: RecordedProfile | null,
  refusal: KeyferryError | null,
  problem: KeyferryError | null,
): KeyferryError {
  // A host answers LIVE_NOT_MINE if another browser set up the profile. In this case, the host of that other browser
  // did not answer.
  if (refusal !== null && refusal.code !== 'LIVE_NOT_MINE') return refusal;
  return problem ?? new KeyferryError('LIVE_NO_BROWSER', { name, portal: entry?.portal ?? 'your AWS access portal' });
}

/** A request about one profile. */
export interface OwnerRequest<T> {
  readonly line: Buffer;
  /** The time limit for the answer, in ms. */
  readonly ms: number;
  /** This signal is aborted when no program waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Reads an answer. If this function returns null, Keyferry asks the next host.
   * @param entry this machine's record of the profile; null inside a container
   */
  readonly read: (answer: Buffer, entry: RecordedProfile | null) => T | null;
}

/**
 * Asks the host of the browser that set up a live profile.
 * @throws KeyferryError LiveRefusal, which contains the host's sentence; LIVE_NOT_SET_UP, LIVE_NO_BROWSER, LIVE_SOCKET,
 * LIVE_BUSY, and the errors of `read`
 */
export async function askOwner<T>(name: string, io: CommandIo, request: OwnerRequest<T>): Promise<T> {
  const { line, ms, read, signal: leaving } = request;
  const entry = readRecordedProfile(programLocation(io), name);
  // A container has no record of the profile, but it has KEYFERRY_SOCKET.
  if (entry === null && !io.env.KEYFERRY_SOCKET) throw new KeyferryError('LIVE_NOT_SET_UP', { name });
  const { paths, problem } = socketsFor(io);
  const readLine = (answer: Buffer) => read(answer, entry);
  const asked = await askHosts(paths, (path, signal) => askHost(path, line, readLine, { signal }), {
    ms,
    signal: leaving,
  });
  if (!('refusal' in asked)) return asked.answer;
  throw refusalFor(name, entry, asked.refusal, problem);
}
