import { type ErrorReply, isErrorCode, KeyferryError, toErrorReply } from '#core/errors.ts';
import type { Answer, MessageBody, MessageKind } from '#core/protocol/messages.ts';
import { api } from './browser-api.ts';

/**
 * Kinds of messages whose action could happen twice if the message is sent twice. These messages are never repeated
 * automatically.
 */
const ONCE: ReadonlySet<MessageKind> = new Set([
  'popup/write-profile',
  'popup/write-profiles',
  'popup/save-cli-profiles',
  'popup/renew-profiles',
  'popup/remove-profiles',
  'popup/open-console',
  'popup/answer-question',
  'options/forget-everything',
  'options/import-personal',
]);

/** `answer` if the worker sent it, otherwise null. If the worker is being stopped, `answer` is `undefined`. */
function asAnswer<Kind extends MessageKind>(answer: unknown): Answer<Kind> | null {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return null;
  if (answer.ok === true) return answer as Answer<Kind>;
  const refused = answer.ok === false && 'code' in answer && isErrorCode(answer.code);
  return refused ? (answer as unknown as ErrorReply) : null;
}

async function sendOnce<Kind extends MessageKind>(kind: Kind, body: MessageBody<Kind>): Promise<Answer<Kind> | null> {
  try {
    return asAnswer<Kind>(await api.runtime.sendMessage({ kind, body }));
  } catch {
    // Either the browser stopped the worker before the answer, or the worker has not registered its listener yet.
    return null;
  }
}

/**
 * Sends a message to the worker. Never throws: every failure is an answer with an error code. The browser may stop the
 * worker at any moment. For this reason a message without an answer is sent a second time, unless the message could act
 * twice. If there is still no answer, the result is WORKER_STOPPED.
 */
export async function ask<Kind extends MessageKind>(kind: Kind, body: MessageBody<Kind>): Promise<Answer<Kind>> {
  const answer = (await sendOnce(kind, body)) ?? (ONCE.has(kind) ? null : await sendOnce(kind, body));
  if (answer) return answer;
  return toErrorReply(new KeyferryError('WORKER_STOPPED'), kind);
}
