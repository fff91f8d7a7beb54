import type { ErrorReply } from '#core/errors.ts';
import type { Answer, MessageBody, MessageKind } from '#core/protocol/messages.ts';
import { api } from './browser-api.ts';

/** Kinds whose second sending could do a thing twice; they are never repeated unasked. */
const ONCE: ReadonlySet<MessageKind> = new Set([
  'popup/write-profile',
  'popup/write-profiles',
  'popup/save-cli-profiles',
  'popup/renew-profiles',
  'popup/remove-profiles',
  'popup/open-console',
  'options/forget-everything',
]);

/** Every sentence there is: not loaded before something goes wrong, since the popup's first drawing has no use for it. */
const errors = () => import('#core/errors.ts');

/** `answer` if it is one of ours: a worker that is being stopped answers `undefined`. */
async function asAnswer<Kind extends MessageKind>(answer: unknown): Promise<Answer<Kind> | null> {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return null;
  if (answer.ok === true) return answer as Answer<Kind>;
  const refused = answer.ok === false && 'code' in answer && (await errors()).isErrorCode(answer.code);
  return refused ? (answer as unknown as ErrorReply) : null;
}

async function sendOnce<Kind extends MessageKind>(kind: Kind, body: MessageBody<Kind>): Promise<Answer<Kind> | null> {
  try {
    return await asAnswer<Kind>(await api.runtime.sendMessage({ kind, body }));
  } catch {
    // The browser stopped the worker before it answered, or it has not registered its listener yet.
    return null;
  }
}

/**
 * Asks the worker. Never throws: whatever goes wrong is an answer with its code.
 * The worker may be asleep or stopped half-way, so a question that can be repeated is asked a second time; after that
 * (or at once, for one that cannot) the answer is WORKER_STOPPED.
 */
export async function ask<Kind extends MessageKind>(kind: Kind, body: MessageBody<Kind>): Promise<Answer<Kind>> {
  const answer = (await sendOnce(kind, body)) ?? (ONCE.has(kind) ? null : await sendOnce(kind, body));
  if (answer) return answer;
  const { KeyferryError, toErrorReply } = await errors();
  return toErrorReply(new KeyferryError('WORKER_STOPPED'), kind);
}
