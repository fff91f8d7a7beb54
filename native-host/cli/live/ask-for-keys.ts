import { refuseOtherRole } from '../../live/keys-for-aws.ts';
import { CredentialsAnswer, type LineClient, readAnswerLine, requestLine } from '../../live/socket-line.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { askOwner } from './ask-owner.ts';
import { claim } from './sockets.ts';

/** The options of a request for keys. */
export interface KeyRequest<T> {
  /** The time limit for the answer, in ms. */
  readonly ms: number;
  /** Reads an answer whose fields were checked. If this function returns null, Keyferry asks the next host. */
  readonly read: (answer: CredentialsAnswer) => T | null;
  /** The process that asks for the keys. Missing if it is this process. */
  readonly client?: LineClient;
  /** This signal is aborted when no program waits for the keys any more. */
  readonly signal?: AbortSignal;
}

/**
 * Asks for the keys of a live profile.
 * @throws the errors of `askOwner`; KeyferryError LIVE_OTHER_ACCOUNT, LIVE_OTHER_ROLE
 */
export async function askForKeys<T>(name: string, io: CommandIo, request: KeyRequest<T>): Promise<T> {
  const { ms, read, client = claim(io), signal } = request;
  return askOwner(name, io, {
    line: requestLine<'credentials'>({ op: 'credentials', profile: name, client }),
    ms,
    signal,
    read(bytes, entry) {
      const answer = readAnswerLine(CredentialsAnswer, bytes);
      if (answer !== null && entry !== null) refuseOtherRole(name, entry, answer);
      return answer && read(answer);
    },
  });
}
