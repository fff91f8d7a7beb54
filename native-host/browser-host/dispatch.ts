import * as v from 'valibot';
import { redact } from '#core/credentials.ts';
import { KeyferryError, toErrorReply } from '#core/errors.ts';
import {
  type HostReply,
  type HostRequest,
  type HostRequestKind,
  hostRequests,
  PROTOCOL_VERSION,
} from '#core/protocol/host-protocol.ts';

/** One function per kind; each gets a request that fits its schema. */
export type Handlers<Context> = {
  readonly [Kind in HostRequestKind]: (
    request: HostRequest<Kind>,
    context: Context,
  ) => HostReply<Kind> | Promise<HostReply<Kind>>;
};

/** `{v, id, ok: true, …}` or `{v, id, ok: false, code, message}`; id 0 answers what has no readable id. */
export type ReplyFrame = { readonly v: number; readonly id: number; readonly ok: boolean };

/** The worker refuses a longer sentence; only a very long path could make one. */
const MAX_MESSAGE = 2048;

const Id = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));

/** The answer to a request that could not be served. */
export function errorFrame(id: number, error: unknown, where: string): ReplyFrame {
  const { message, ...rest } = toErrorReply(error, where);
  return { v: PROTOCOL_VERSION, id, ...rest, message: message.slice(0, MAX_MESSAGE) } as ReplyFrame;
}

/** Keys as they stand in our schemas; any other may be anything, a secret too. */
function shownKey(key: unknown): string {
  const text = String(key);
  return /^\w{1,32}$/.test(text) && redact(text) === text ? text : '(a key)';
}

/** What is wrong with a body: the field's path and never its value. */
function complaint(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) => shownKey(key)).join('.') || 'it';
  if (issue.expected === 'never') return `${path} is not a field that it may hold`;
  return issue.received === 'undefined' ? `${path} is missing` : `${path} does not have the form it must have`;
}

function readEnvelope(frame: object): { id: number; kind: HostRequestKind } {
  const { v: version, kind } = frame as Record<string, unknown>;
  if (typeof version !== 'number') throw new KeyferryError('BAD_FRAME', { why: 'it names no protocol version' });
  if (version !== PROTOCOL_VERSION) throw new KeyferryError('VERSION', { have: version, want: PROTOCOL_VERSION });
  const id = idOf(frame);
  if (id === null) throw new KeyferryError('BAD_FRAME', { why: 'it has no id' });
  if (typeof kind !== 'string') throw new KeyferryError('BAD_FRAME', { why: 'it has no kind' });
  if (!Object.hasOwn(hostRequests, kind)) throw new KeyferryError('UNKNOWN_KIND');
  return { id, kind: kind as HostRequestKind };
}

function idOf(frame: object): number | null {
  const parsed = v.safeParse(Id, (frame as Record<string, unknown>).id);
  return parsed.success ? parsed.output : null;
}

function readRequest<Kind extends HostRequestKind>(kind: Kind, frame: object): HostRequest<Kind> {
  const parsed = v.safeParse(hostRequests[kind] as v.GenericSchema, frame, { abortEarly: true });
  if (!parsed.success) throw new KeyferryError('BAD_REQUEST', { why: complaint(parsed.issues[0]) });
  return parsed.output as HostRequest<Kind>;
}

/**
 * Answers one request; never throws.
 * Refusals in this order: BAD_FRAME, VERSION, UNKNOWN_KIND, BAD_REQUEST, then what the handler refuses.
 */
export async function dispatch<Context>(
  frame: object,
  handlers: Handlers<Context>,
  context: Context,
): Promise<ReplyFrame> {
  try {
    const { id, kind } = readEnvelope(frame);
    const handle = handlers[kind] as (request: unknown, context: Context) => Promise<object>;
    return { v: PROTOCOL_VERSION, id, ok: true, ...(await handle(readRequest(kind, frame), context)) };
  } catch (error) {
    return errorFrame(idOf(frame) ?? 0, error, 'the keyferry program');
  }
}
