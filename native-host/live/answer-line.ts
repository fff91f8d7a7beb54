import type { Socket } from 'node:net';
import type { KnownClient } from '#core/protocol/live.ts';
import type { Answering } from './connections.ts';
import type { Ownership } from './ownership.ts';
import type { Relay, Relayed } from './relay.ts';
import { answerLine, type LineRequest, readRequestLine, refusalLine, renewalLine, statusLine } from './socket-line.ts';
import type { UseNotes } from './use-notes.ts';
import type { ClientVerifier } from './verify-client.ts';

export interface AnswerOptions {
  readonly relay: Relay;
  readonly ownership: Ownership;
  readonly verifier: ClientVerifier;
  readonly notes: UseNotes;
  /** The id of the extension's installation for which this host answers. */
  readonly installation: () => string;
  /** Returns the current time, in epoch ms. */
  readonly now: () => number;
}

/**
 * Returns the reply of the extension to a request. If the client disconnects first, calls the function `leave` of the
 * request.
 */
type Begin = <Reply>(relayed: Relayed<Reply>) => Promise<Reply>;

/**
 * The name of the program, which Keyferry records when the program gets keys. For a client in a container or on another
 * computer, the name is the label of the client's socket.
 */
const nameOf = ({ program, script, via }: KnownClient): string => via ?? script ?? program ?? '';

/** Creates a function that answers one line of a client. A client is a program that asks for keys over the socket. */
export function createAnswers(options: AnswerOptions): (line: Buffer, socket: Socket) => Answering {
  const { relay, ownership, verifier, notes } = options;

  async function keys(
    request: Extract<LineRequest, { op: 'credentials' }>,
    socket: Socket,
    begin: Begin,
  ): Promise<Buffer> {
    const { profile } = request;
    // Both checks run at the same time, because each of them takes some milliseconds.
    const known = verifier.verify(socket, request.client);
    await ownership.check(profile, options.installation());
    const client = await known;
    const { accountId, roleName, credentials } = await begin(relay.credentials(profile, client));
    notes.note(profile, options.now(), nameOf(client));
    return answerLine({ accountId, roleName, ...credentials });
  }

  async function setUp(
    { op: _, v: __, client, ...role }: Extract<LineRequest, { op: 'set-up' }>,
    socket: Socket,
    begin: Begin,
  ): Promise<Buffer> {
    const known = await verifier.verify(socket, client);
    return answerLine(await begin(relay.setUp(role, known)));
  }

  async function consoleAnswer(
    { op, profile, service, region, client: claim }: Extract<LineRequest, { op: 'console' | 'console-link' }>,
    socket: Socket,
    begin: Begin,
  ): Promise<Buffer> {
    const known = verifier.verify(socket, claim);
    await ownership.check(profile, options.installation());
    const request = { profile, service, region, opens: op === 'console' };
    const { link } = await begin(relay.console(request, await known));
    return answerLine(request.opens ? {} : { link });
  }

  return (line, socket) => {
    let hasLeft = false;
    let leave = () => {
      hasLeft = true;
    };
    function begin<Reply>(relayed: Relayed<Reply>): Promise<Reply> {
      if (hasLeft) relayed.leave();
      leave = relayed.leave;
      return relayed.reply;
    }

    async function answer(): Promise<Buffer> {
      const request = readRequestLine(line);
      if (request.op === 'credentials') return keys(request, socket, begin);
      if (request.op === 'status') return statusLine(await begin(relay.status()));
      if (request.op === 'renew') return renewalLine(await begin(relay.renew(request.profiles)));
      if (request.op === 'set-up') return setUp(request, socket, begin);
      if (request.op === 'lock') return answerLine(await begin(relay.lock()));
      if (request.op === 'forget') return answerLine(await begin(relay.forget(request.profile)));
      if (request.op !== 'login') return consoleAnswer(request, socket, begin);
      const { label, endsAt, wasSignedIn } = await begin(relay.login(request.portal));
      return answerLine({ label, endsAt, wasSignedIn });
    }

    return { answer: answer().catch(refusalLine), leave: () => leave() };
  };
}
