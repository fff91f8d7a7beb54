import * as v from 'valibot';
import { redact } from '../credentials.ts';
import { KeyferryError } from '../errors.ts';
import { errorFrame, idOf, PROTOCOL_VERSION, type ReplyFrame } from './frame.ts';

/** The schema of each kind of request or reply. */
export type Schemas = Readonly<Record<string, v.GenericSchema>>;

/** The requests that one side of a connection sends to the other side, and the replies to these requests. */
export interface Direction {
  /** The schemas of the requests, including the envelope (`v`, `id` and `kind`). */
  readonly requests: Schemas;
  /** The schemas of the replies, without `v`, `id` and `ok: true`. */
  readonly replies: Schemas;
}

export type KindOf<Of extends Direction> = keyof Of['requests'] & keyof Of['replies'] & string;
export type RequestOf<Of extends Direction, Kind extends KindOf<Of>> = v.InferOutput<Of['requests'][Kind]>;
export type ReplyOf<Of extends Direction, Kind extends KindOf<Of>> = v.InferOutput<Of['replies'][Kind]>;

/**
 * One function for each kind of request. The function gets a request that fits the schema, and may throw a
 * KeyferryError.
 */
export type Handlers<Of extends Direction> = {
  readonly [Kind in KindOf<Of>]: (request: RequestOf<Of, Kind>) => ReplyOf<Of, Kind> | Promise<ReplyOf<Of, Kind>>;
};

/**
 * The name of a field as an error sentence shows it. A name with unusual characters could be a secret, so the sentence
 * shows `(a key)` instead.
 */
function shownKey(key: unknown): string {
  const text = String(key);
  return /^\w{1,32}$/.test(text) && redact(text) === text ? text : '(a key)';
}

/** Says what is wrong with a request. The text contains the path of the wrong field, never the field's value. */
function complaint(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) => shownKey(key)).join('.') || 'it';
  if (issue.expected === 'never') return `${path} is not an allowed field`;
  return issue.received === 'undefined' ? `${path} is missing` : `${path} has the wrong form`;
}

function readEnvelope(frame: object, requests: Schemas): { id: number; kind: string } {
  const { v: version, kind } = frame as Record<string, unknown>;
  if (typeof version !== 'number') throw new KeyferryError('BAD_FRAME', { why: 'it has no protocol version' });
  if (version !== PROTOCOL_VERSION) throw new KeyferryError('VERSION', { have: version, want: PROTOCOL_VERSION });
  const id = idOf(frame);
  if (id === null) throw new KeyferryError('BAD_FRAME', { why: 'it has no id' });
  if (typeof kind !== 'string') throw new KeyferryError('BAD_FRAME', { why: 'it has no kind' });
  if (!Object.hasOwn(requests, kind)) throw new KeyferryError('UNKNOWN_KIND');
  return { id, kind };
}

function readRequest(schema: v.GenericSchema | undefined, frame: object): unknown {
  const parsed = v.safeParse(schema ?? v.never(), frame, { abortEarly: true });
  if (!parsed.success) throw new KeyferryError('BAD_REQUEST', { why: complaint(parsed.issues[0]) });
  return parsed.output;
}

/**
 * Answers one request. Never throws. The function checks for errors in this order: BAD_FRAME, VERSION, UNKNOWN_KIND,
 * BAD_REQUEST. Then it calls the handler, which may refuse the request too.
 * @param where name of this side, for the sentence of an internal error
 */
export async function answerRequest<Served extends Direction>(
  frame: object,
  { requests, handlers, where }: { requests: Served['requests']; handlers: Handlers<Served>; where: string },
): Promise<ReplyFrame> {
  try {
    const { id, kind } = readEnvelope(frame, requests);
    const request = readRequest(requests[kind], frame);
    const handle = (handlers as Record<string, (request: unknown) => unknown>)[kind];
    if (!handle) throw new KeyferryError('UNKNOWN_KIND');
    return { v: PROTOCOL_VERSION, id, ok: true, ...((await handle(request)) as object) };
  } catch (error) {
    return errorFrame(idOf(frame) ?? 0, error, where);
  }
}
