import * as v from 'valibot';
import { type ErrorReply, isErrorCode, KeyferryError, toErrorReply } from '../errors.ts';

/*
 * What all frames between the extension and the host have in common (docs/PROTOCOL.md). A frame is a 32-bit length in
 * native byte order, followed by that many bytes of UTF-8 JSON.
 */

/**
 * The version in each frame. Raise it only if an older side could misunderstand a frame, not for a new kind of request.
 */
export const PROTOCOL_VERSION = 1;
/** Bytes of one frame's body. Browsers allow more (64 MiB to the host, 1 MiB from it), but Keyferry needs no more. */
export const MAX_REQUEST_BYTES = 4 * 1024 * 1024;
export const MAX_REPLY_BYTES = 256 * 1024;

/** The most characters in a sentence that a side sends. The receiver accepts twice as many. */
const MAX_MESSAGE = 2048;

const FrameId = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));

/** Fields that every request has. `kind` follows them. */
export const envelope = { v: v.literal(PROTOCOL_VERSION), id: FrameId };

/**
 * Fingerprint of what would be lost according to a question: 32 hex digits, without a secret. A confirmation with this
 * fingerprint allows exactly that loss.
 */
export const Seen = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

/** `{v, id, ok: true, …}` or `{v, id, ok: false, code, message}`. Id 0 answers a frame without a readable id. */
export interface ReplyFrame {
  readonly v: number;
  readonly id: number;
  readonly ok: boolean;
}

/** The frame's id, or null if the frame has no valid id. */
export function idOf(frame: object): number | null {
  const { id } = frame as { id?: unknown };
  return v.is(FrameId, id) ? id : null;
}

/** A refusal as a frame. A foreign error becomes INTERNAL without its own text, because that may contain a secret. */
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
 * Reads a reply: a value, or a refusal of the other side.
 * @param schema of the value.
 * @returns null for a frame that is neither a value nor a refusal. A newer side may send a code that this side does not
 * know. Then the sentence is kept, and the code becomes INTERNAL.
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

/** A refusal with the other side's own sentence, because only the side that refuses knows the file's name. */
export class Refusal extends KeyferryError {
  override readonly message: string;
  /** The code as the other side sent it, even if this side does not know it. */
  readonly sentCode: unknown;
  /** Protocol version of the frame. */
  readonly sentVersion: unknown;

  constructor({ code, message, seen }: ErrorReply, frame: object) {
    super(code, seen === undefined ? {} : { seen });
    this.message = message;
    const { v: version, code: sent } = frame as Record<string, unknown>;
    this.sentCode = sent;
    this.sentVersion = version;
  }
}
