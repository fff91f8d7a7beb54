import { refuseOtherRole } from '../../live/keys-for-aws.ts';
import { CredentialsAnswer, readAnswerLine, requestLine } from '../../live/socket-line.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { askOwner } from './ask-owner.ts';
import { claim } from './sockets.ts';

/** How to ask for keys. */
export interface KeyRequest<T> {
  /** Ms until there must be an answer. */
  readonly ms: number;
  /** Reads an answer with checked fields; null if it cannot be used, so that the next host is asked. */
  readonly read: (answer: CredentialsAnswer) => T | null;
}

/** Asks for the keys of a live profile. @throws KeyferryError as `askOwner`; LIVE_OTHER_ACCOUNT, LIVE_OTHER_ROLE */
export async function askForKeys<T>(name: string, io: CommandIo, { ms, read }: KeyRequest<T>): Promise<T> {
  return askOwner(name, io, {
    line: requestLine<'credentials'>({ op: 'credentials', profile: name, client: claim(io) }),
    ms,
    read(bytes, entry) {
      const answer = readAnswerLine(CredentialsAnswer, bytes);
      if (answer !== null && entry !== null) refuseOtherRole(name, entry, answer);
      return answer && read(answer);
    },
  });
}
