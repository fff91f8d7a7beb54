import { KeyferryError } from '#core/errors.ts';
import { askHost } from '../../live/ask-host.ts';
import { askHosts } from '../../live/ask-hosts.ts';
import { refuseOtherRole } from '../../live/keys-for-aws.ts';
import { type RecordedProfile, readRecordedProfile } from '../../live/recorded-profile.ts';
import { CredentialsAnswer, type LineClient, readAnswerLine, requestLine } from '../../live/socket-line.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { programLocation } from '../shared/program-location.ts';
import { claim, socketsFor } from './sockets.ts';

/** The sentence for a profile for which no host gave keys. @param entry null if this machine has no record of it */
function refusalFor(
  name: string,
  entry: RecordedProfile | null,
  refusal: KeyferryError | null,
  problem: KeyferryError | null,
): KeyferryError {
  // Other browsers answered, but the one that set up the profile did not.
  if (refusal !== null && refusal.code !== 'LIVE_NOT_MINE') return refusal;
  return problem ?? new KeyferryError('LIVE_NO_BROWSER', { name, portal: entry?.portal ?? 'your AWS access portal' });
}

/** How to ask for keys. */
export interface KeyRequest<T> {
  /** Ms until there must be an answer. */
  readonly ms: number;
  /** Reads an answer with checked fields; null if it cannot be used, so that the next host is asked. */
  readonly read: (answer: CredentialsAnswer) => T | null;
  /** Who asks, if it is not this process. */
  readonly client?: LineClient;
  /** Aborted when nobody waits for the keys any more. */
  readonly signal?: AbortSignal;
}

/**
 * Asks the hosts for the keys of a live profile.
 * @throws KeyferryError LiveRefusal with the host's sentence, LIVE_NOT_SET_UP, LIVE_NO_BROWSER, LIVE_OTHER_ACCOUNT,
 * LIVE_OTHER_ROLE, LIVE_SOCKET, LIVE_BUSY
 */
export async function askForKeys<T>(name: string, io: CommandIo, request: KeyRequest<T>): Promise<T> {
  const { ms, read, client = claim(io), signal: leaving } = request;
  const entry = readRecordedProfile(programLocation(io), name);
  // Inside a container there is only the socket, and no record of live profiles.
  if (entry === null && !io.env.KEYFERRY_SOCKET) throw new KeyferryError('LIVE_NOT_SET_UP', { name });
  const { paths, problem } = socketsFor(io);
  const line = requestLine<'credentials'>({ op: 'credentials', profile: name, client });
  const readLine = (bytes: Buffer): T | null => {
    const answer = readAnswerLine(CredentialsAnswer, bytes);
    if (answer !== null && entry !== null) refuseOtherRole(name, entry, answer);
    return answer && read(answer);
  };
  const asked = await askHosts(paths, (path, signal) => askHost(path, line, readLine, { signal }), {
    ms,
    signal: leaving,
  });
  if (!('refusal' in asked)) return asked.answer;
  throw refusalFor(name, entry, asked.refusal, problem);
}
