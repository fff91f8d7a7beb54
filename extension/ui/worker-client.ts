import { type ErrorReply, isErrorCode, KeyferryError, toErrorReply } from '#core/errors.ts';
import type { Answer, MessageBody, MessageKind } from '#core/messages.ts';
import { api } from './browser-api.ts';

/** Kinds whose second sending could do a thing twice; they are never repeated unasked. */
const ONCE: ReadonlySet<MessageKind> = new Set([
  'popup/write-profile',
  'popup/renew-profiles',
  'popup/remove-profiles',
  'options/forget-everything',
]);

/** Whether `answer` is one of ours: a worker that is being stopped answers `undefined`. */
function isAnswer(answer: unknown): answer is { ok: true; value: never } | ErrorReply {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return false;
  return answer.ok === true || (answer.ok === false && 'code' in answer && isErrorCode(answer.code));
}

async function sendOnce<Kind extends MessageKind>(kind: Kind, body: MessageBody<Kind>): Promise<Answer<Kind> | null> {
  try {
    const answer: unknown = await api.runtime.sendMessage({ kind, body });
    return isAnswer(answer) ? answer : null;
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
  return answer ?? toErrorReply(new KeyferryError('WORKER_STOPPED'), kind);
}
