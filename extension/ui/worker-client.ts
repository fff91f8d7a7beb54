import { type ErrorReply, isErrorCode, KeyferryError, toErrorReply } from '#core/errors.ts';
import type { Answer, MessageBody, MessageKind } from '#core/protocol/messages.ts';
import { api } from './browser-api.ts';

/**
 * Kinds of messages that are never sent again automatically. If such a message were sent twice, its action could happen
 * twice.
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

/**
 * Returns `answer` if it is an answer of the worker, otherwise null. While the browser stops the worker, `answer` is
 * `undefined`.
 */
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
    // No answer came. Either the browser stopped the worker before the answer, or the worker has not yet registered its
    // listener.
    return null;
  }
}

/**
 * Sends a message to the worker. Never throws: a failure becomes an answer with an error code. The browser may stop the
 * worker at any moment. So a message without an answer is sent a second time, except for the kinds in `ONCE`. If there
 * is still no answer, the result is WORKER_STOPPED.
 */
export async function ask<Kind extends MessageKind>(kind: Kind, body: MessageBody<Kind>): Promise<Answer<Kind>> {
  const answer = (await sendOnce(kind, body)) ?? (ONCE.has(kind) ? null : await sendOnce(kind, body));
  if (answer) return answer;
  return toErrorReply(new KeyferryError('WORKER_STOPPED'), kind);
}
