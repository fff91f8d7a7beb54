import { toErrorReply } from '#core/errors.ts';
import {
  type Answer,
  type MessageBody,
  type MessageKind,
  type MessageReply,
  readMessage,
} from '#core/protocol/messages.ts';
import { type BrowserSender, classify, type Own, type Sender } from '../sessions/sender.ts';

type From<Kind extends MessageKind> = Kind extends `portal/${string}`
  ? Extract<Sender, { class: 'portal' }>
  : Exclude<Sender, { class: 'portal' }>;

/**
 * Answers one kind of message. If the handler throws, the answer contains the code of the error. It contains the
 * error's text only for a KeyferryError.
 */
export type Handler<Kind extends MessageKind> = (
  body: MessageBody<Kind>,
  from: From<Kind>,
) => Promise<MessageReply<Kind>>;

export type Handlers = { readonly [Kind in MessageKind]: Handler<Kind> };

type AnyHandler = (body: unknown, from: Sender) => Promise<MessageReply<MessageKind>>;

async function answer(handler: AnyHandler, kind: MessageKind, body: unknown, from: Sender) {
  try {
    return { ok: true, value: await handler(body, from) } as Answer<MessageKind>;
  } catch (error) {
    return toErrorReply(error, kind);
  }
}

/**
 * Creates the listener for `runtime.onMessage`. The listener returns a promise of the answer. For an unknown message or
 * sender it returns undefined, and the sender gets no answer. The listener never throws.
 */
export function createRouter(handlers: Handlers, own: Own) {
  const byKind = new Map(Object.entries(handlers) as [MessageKind, AnyHandler][]);
  return (message: unknown, browserSender: BrowserSender): Promise<Answer<MessageKind>> | undefined => {
    const from = classify(browserSender, own);
    const known = from && readMessage(from.class, message);
    const handler = known && byKind.get(known.kind);
    return handler ? answer(handler, known.kind, known.body, from) : undefined;
  };
}
