import * as v from 'valibot';
import { type ErrorReply, isErrorCode, KeyferryError, toErrorReply } from '../errors.ts';

/*
 * The parts that all frames between the extension and the host share (docs/PROTOCOL.md). A frame consists of a length
 * (32 bits in native byte order) and then that number of bytes of UTF-8 JSON.
 */

/**
 * The protocol version in each frame. Raise the number only if an older extension or host could misunderstand a frame.
 * A new kind of request needs no new version.
 */
export const PROTOCOL_VERSION = 1;
/**
 * The largest body of one frame, in bytes. Browsers allow 64 MiB to the host and 1 MiB from the host, but Keyferry
 * needs less.
 */
export const MAX_REQUEST_BYTES = 4 * 1024 * 1024;
export const MAX_REPLY_BYTES = 256 * 1024;

/** The longest sentence that a side sends, in characters. The receiver accepts sentences of twice this length. */
const MAX_MESSAGE = 2048;

const FrameId = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));

/** The fields that every request has besides `kind`. */
export const envelope = { v: v.literal(PROTOCOL_VERSION), id: FrameId };

/**
 * A fingerprint of the content that a write would replace: 32 hex digits, from which no secret can be read. A question
 * to the user contains the fingerprint. If the user confirms, the write may replace exactly this content.
 */
export const Seen = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

/**
 * A reply: `{v, id, ok: true, …}` or `{v, id, ok: false, code, message}`. The reply has id 0 if the request had no
 * readable id.
 */
export interface ReplyFrame {
  readonly v: number;
  readonly id: number;
  readonly ok: boolean;
}

/** The id of a frame. Null if the frame has no valid id. */
export function idOf(frame: object): number | null {
  const { id } = frame as { id?: unknown };
  return v.is(FrameId, id) ? id : null;
}

/**
 * Makes a reply frame from an error. If the error is not Keyferry's own, its text may contain a secret. The reply then
 * has the code INTERNAL and does not contain the text.
 */
export function errorFrame(id: number, error: unknown, where: string): ReplyFrame {
  const { message, ...rest } = toErrorReply(error, where);
  return { v: PROTOCOL_VERSION, id, ...rest, message: message.slice(0, MAX_MESSAGE) } as ReplyFrame;
}

const ErrorFrame = v.object({
  ok: v.literal(false),
  code: v.custom<ErrorReply['code']>(isErrorCode),
  message: v.pipe(v.string(), v.maxLength(2 * MAX_MESSAGE)),
  seen: v.optional(Seen),
});

/**
 * Reads a reply frame from the other side. The frame contains a value or a refusal. A newer program may send an error
 * code that this side does not know. Then the result has the code INTERNAL, and the sentence from the frame.
 * @param schema the schema of the value
 * @returns null if the frame contains neither a value nor a refusal
 */
export function readReply<const Schema extends v.GenericSchema>(
  schema: Schema,
  frame: unknown,
): { ok: true; value: v.InferOutput<Schema> } | ErrorReply | null {
  if (typeof frame !== 'object' || frame === null) return null;
  const { ok, message } = frame as Record<string, unknown>;
  if (ok === true) {
    const parsed = v.safeParse(schema, frame);
    return parsed.success ? { ok, value: parsed.output } : null;
  }
  const parsed = v.safeParse(ErrorFrame, frame);
  if (parsed.success) return parsed.output;
  return ok === false && typeof message === 'string'
    ? { ok, code: 'INTERNAL', message: message.slice(0, 2 * MAX_MESSAGE) }
    : null;
}

/**
 * A refusal from the other side, with the sentence that the other side wrote. Only the side that refuses knows details
 * such as the name of the file.
 */
export class Refusal extends KeyferryError {
  override readonly message: string;
  /** The error code that the other side sent. This side may not know the code. */
  readonly sentCode: unknown;
  /** The protocol version in the frame of the refusal. */
  readonly sentVersion: unknown;

  constructor({ code, message, seen }: ErrorReply, frame: object) {
    super(code, seen === undefined ? {} : { seen });
    this.message = message;
    const { v: version, code: sent } = frame as Record<string, unknown>;
    this.sentCode = sent;
    this.sentVersion = version;
  }
}
