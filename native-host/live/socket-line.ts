import { isUtf8 } from 'node:buffer';
import * as v from 'valibot';
import { AccountId, Region, RoleCredentials, RoleName, redact } from '#core/credentials.ts';
import { isErrorCode, KeyferryError, toErrorReply } from '#core/errors.ts';
import {
  LiveClient,
  LiveName,
  type liveReplies,
  NamesToRenew,
  PortalName,
  RoleToSetUp,
  ServiceName,
} from '#core/protocol/live.ts';
import { exactly } from '#core/schema.ts';

/*
 * The protocol of the socket (docs/PROTOCOL.md). The client sends one line of JSON, and the host answers with one line
 * of JSON. A request for keys contains the name of a profile, and no account or role.
 */

/** The version of the protocol. Raise it only if an older client or host could misunderstand a line. */
const LINE_VERSION = 1;
/** The largest size of a request without its line break, in bytes. */
export const MAX_LINE_BYTES = 4096;
/**
 * The largest size of an answer, in bytes. The output of `credential-process` has the same limit, because older AWS
 * SDKs for Go cut a longer output.
 */
export const MAX_ANSWER_BYTES = 8000;
/** The longest sentence in a refusal, in characters. */
const MAX_SENTENCE = 1000;

/**
 * What a client says about itself. Keyferry only shows this text. With `pid`, the host checks whether the text is true.
 */
const LineClient = exactly({
  ...LiveClient.entries,
  pid: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31))),
});
export type LineClient = v.InferOutput<typeof LineClient>;

const shared = { v: v.literal(LINE_VERSION), client: v.optional(LineClient) };

/** The fields of the two operations `console` and `console-link`. */
const consoleFields = { profile: LiveName, service: v.optional(ServiceName), region: v.optional(Region) };

/** The schema of each operation. A request must have exactly the fields of its operation. */
const operations = {
  credentials: exactly({ ...shared, op: v.literal('credentials'), profile: LiveName }),
  status: exactly({ ...shared, op: v.literal('status') }),
  lock: exactly({ ...shared, op: v.literal('lock') }),
  forget: exactly({ ...shared, op: v.literal('forget'), profile: v.optional(LiveName) }),
  renew: exactly({ ...shared, op: v.literal('renew'), profiles: NamesToRenew }),
  'set-up': exactly({ ...shared, op: v.literal('set-up'), ...RoleToSetUp }),
  login: exactly({ ...shared, op: v.literal('login'), portal: v.optional(PortalName) }),
  console: exactly({ ...shared, op: v.literal('console'), ...consoleFields }),
  'console-link': exactly({ ...shared, op: v.literal('console-link'), ...consoleFields }),
} as const;
type Operation = keyof typeof operations;
type LineRequests = { [Op in Operation]: v.InferOutput<(typeof operations)[Op]> };
export type LineRequest = LineRequests[Operation];

/**
 * The fields of an answer with keys, without `v` and `ok`. `expiration` is in epoch ms. Older hosts and extensions send
 * no `roleName`.
 */
export const CredentialsAnswer = v.object({
  accountId: AccountId,
  roleName: v.optional(RoleName),
  ...RoleCredentials.entries,
});
export type CredentialsAnswer = v.InferOutput<typeof CredentialsAnswer>;
export type RenewalAnswer = v.InferOutput<(typeof liveReplies)['live-renew']>;
export type StatusAnswer = v.InferOutput<(typeof liveReplies)['live-status']>;

/** The error for a line that the host cannot read. `why` must not contain a part of the line. */
export const badLine = (why: string): KeyferryError => new KeyferryError('LIVE_LINE', { why });

function parseObject(bytes: Buffer): Record<string, unknown> {
  try {
    const value: unknown = isUtf8(bytes) ? JSON.parse(bytes.toString('utf8')) : null;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // The error message of JSON.parse contains a part of the text, so the client does not get this message.
  }
  throw badLine('it is not one line with a JSON object');
}

/**
 * Reads the request of a client.
 * @param line the line without its line break
 * @throws KeyferryError LIVE_LINE
 */
export function readRequestLine(line: Buffer): LineRequest {
  const value = parseObject(line);
  if (value.v !== LINE_VERSION) throw badLine('it has another version; update Keyferry');
  const { op } = value;
  if (typeof op !== 'string' || !Object.hasOwn(operations, op)) throw badLine('it contains no known operation');
  const parsed = v.safeParse(operations[op as Operation], value);
  if (!parsed.success) throw badLine('a field is missing, unknown or has the wrong form');
  return parsed.output;
}

/** The bytes of a request, with its line break. */
export function requestLine<Op extends Operation>(request: Omit<LineRequests[Op], 'v'>): Buffer {
  return Buffer.from(`${JSON.stringify({ v: LINE_VERSION, ...request })}\n`);
}

const encode = (body: object): Buffer => Buffer.from(`${JSON.stringify({ v: LINE_VERSION, ...body })}\n`);

/**
 * The bytes of an answer that refuses a request. For an unexpected error, the answer contains only the code INTERNAL
 * and not the error's own text.
 */
export function refusalLine(error: unknown): Buffer {
  const { ok, code, message } = toErrorReply(error, 'the keyferry program');
  return encode({ ok, code, message: message.slice(0, MAX_SENTENCE) });
}

/** The bytes of a successful answer. If the answer is too large, returns an answer with the error INTERNAL. */
export function answerLine(body: object): Buffer {
  const line = encode({ ok: true, ...body });
  return line.length > MAX_ANSWER_BYTES
    ? refusalLine(new KeyferryError('INTERNAL', { where: 'an answer that is too large' }))
    : line;
}

/**
 * If an answer is about several profiles, the sentence about each profile has at most this many characters. 16 such
 * sentences fit into one answer.
 */
const MAX_SHORT_SENTENCE = 280;

/** The bytes of an answer about a renewal. Sentences that are too long are cut. */
export const renewalLine = ({ renewed, failed }: RenewalAnswer): Buffer =>
  answerLine({
    renewed,
    failed: failed.map((each) => ({ ...each, message: redact(each.message).slice(0, MAX_SHORT_SENTENCE) })),
  });

/**
 * The bytes of an answer about the status. If the answer is too large, the last profiles are left out. `more` is the
 * number of these profiles.
 */
export function statusLine(status: StatusAnswer): Buffer {
  const line = encode({ ok: true, ...status });
  if (line.length <= MAX_ANSWER_BYTES || status.profiles.length === 0) return answerLine(status);
  const kept = Math.floor((status.profiles.length * MAX_ANSWER_BYTES) / (line.length + 1));
  const profiles = status.profiles.slice(0, Math.min(kept, status.profiles.length - 1));
  return statusLine({ ...status, profiles, more: status.more + status.profiles.length - profiles.length });
}

const RefusalAnswer = v.object({ ok: v.literal(false), code: v.string(), message: v.string() });

/** The error that a client throws if the host refuses a request. Its message is the sentence that the host sent. */
export class LiveRefusal extends KeyferryError {
  override readonly message: string;

  constructor(code: string, message: string) {
    super(isErrorCode(code) ? code : 'INTERNAL');
    // The sentence comes from another process, so it could contain keys or be too long.
    this.message = redact(message.slice(0, MAX_SENTENCE));
  }
}

/**
 * Reads the answer of a host.
 * @returns null if the line is neither a successful answer nor a refusal
 * @throws LiveRefusal if the host refuses
 */
export function readAnswerLine<const Schema extends v.GenericSchema>(
  schema: Schema,
  line: Buffer,
): v.InferOutput<Schema> | null {
  let value: Record<string, unknown>;
  try {
    value = parseObject(line);
  } catch {
    return null;
  }
  if (value.v !== LINE_VERSION) return null;
  const refused = v.safeParse(RefusalAnswer, value);
  if (refused.success) throw new LiveRefusal(refused.output.code, refused.output.message);
  const parsed = v.safeParse(schema, value);
  return value.ok === true && parsed.success ? parsed.output : null;
}
