import * as v from 'valibot';
import { AccountId, Moment, Region, RoleCredentials, RoleName } from '../credentials.ts';
import { type ErrorReply, isErrorCode } from '../errors.ts';
import { exactly } from '../schema.ts';
import { cliProfilesReply, cliProfilesRequest, StartUrl } from './cli-profiles.ts';

/*
 * The frames between extension and host (docs/PROTOCOL.md). A frame is a 32-bit length in native byte order and that
 * many bytes of UTF-8 JSON.
 */

/** Raised only when an older side could misunderstand; a new request kind alone does not raise it. */
export const PROTOCOL_VERSION = 1;
/** Bytes of one frame's body. Browsers allow more in (64 MiB) and 1 MiB out; nothing of ours needs it. */
export const MAX_REQUEST_BYTES = 4 * 1024 * 1024;
export const MAX_REPLY_BYTES = 256 * 1024;
export const MAX_PROFILES_PER_REQUEST = 5000;
/** So many names fit into the reply too. */
export const MAX_NAMES_TO_REMOVE = 1000;

const FrameId = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const envelope = { v: v.literal(PROTOCOL_VERSION), id: FrameId };

export const HelloRequest = exactly({ ...envelope, kind: v.literal('hello') });

export const ProfileToWrite = exactly({
  /** Any text here: `profileName` decides and says why not. */
  name: v.pipe(v.string(), v.maxLength(8192)),
  accountId: AccountId,
  roleName: RoleName,
  credentials: RoleCredentials,
  region: v.optional(Region),
});
export type ProfileToWrite = v.InferOutput<typeof ProfileToWrite>;

/**
 * A fingerprint of what a question said would be lost: 32 hex digits, with no secret in it. With it, a confirmation is
 * good for that alone.
 */
export const Seen = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

export const WriteProfilesRequest = exactly({
  ...envelope,
  kind: v.literal('write-profiles'),
  profiles: v.pipe(v.array(ProfileToWrite), v.minLength(1), v.maxLength(MAX_PROFILES_PER_REQUEST)),
  /** Start URL of the portal the roles come from. */
  portal: StartUrl,
  /** True only after a person confirmed what would be lost. */
  replace: v.boolean(),
  /** Of the question that was confirmed; where something else would be lost by now, it is asked anew. */
  seen: v.optional(Seen),
});
export type WriteProfilesRequest = v.InferOutput<typeof WriteProfilesRequest>;

export const ListProfilesRequest = exactly({ ...envelope, kind: v.literal('list-profiles') });

export const RemoveProfilesRequest = exactly({
  ...envelope,
  kind: v.literal('remove-profiles'),
  names: v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.minLength(1), v.maxLength(MAX_NAMES_TO_REMOVE)),
  /** When given, only profiles of this portal go. */
  portal: v.optional(StartUrl),
});

export const SetUpCliProfilesRequest = exactly({
  ...envelope,
  kind: v.literal('set-up-cli-profiles'),
  ...cliProfilesRequest,
});

/** Removes the lists of accounts and roles that `set-up-cli-profiles` with `whole` made the host keep. */
export const ForgetListsRequest = exactly({ ...envelope, kind: v.literal('forget-lists') });

/** Every request the host knows, by kind. */
export const hostRequests = {
  hello: HelloRequest,
  'write-profiles': WriteProfilesRequest,
  'list-profiles': ListProfilesRequest,
  'remove-profiles': RemoveProfilesRequest,
  'set-up-cli-profiles': SetUpCliProfilesRequest,
  'forget-lists': ForgetListsRequest,
} as const;
export type HostRequestKind = keyof typeof hostRequests;
export type HostRequest<Kind extends HostRequestKind> = v.InferOutput<(typeof hostRequests)[Kind]>;

/** A profile that Keyferry wrote, without its keys. */
export const WrittenProfile = v.object({
  name: v.pipe(v.string(), v.maxLength(128)),
  accountId: AccountId,
  roleName: RoleName,
  portal: StartUrl,
  /** Epoch ms; null where the file does not tell. */
  expiration: v.nullable(Moment),
});

/** What each kind is answered with, beside `v`, `id` and `ok: true`. No reply holds a secret. */
export const hostReplies = {
  hello: v.object({ version: v.pipe(v.string(), v.maxLength(64)), protocol: v.number() }),
  'write-profiles': v.object({
    written: v.array(v.string()),
    file: v.literal('credentials'),
    /** Sentences about the file that the user should know, though the profiles are written. */
    warnings: v.optional(v.array(v.string())),
  }),
  'list-profiles': v.object({
    profiles: v.array(WrittenProfile),
    /** How many more there are than fit into the reply. */
    more: v.pipe(v.number(), v.integer(), v.minValue(0)),
  }),
  'remove-profiles': v.object({ removed: v.array(v.string()) }),
  'set-up-cli-profiles': cliProfilesReply,
  'forget-lists': v.object({}),
} as const;
export type HostReply<Kind extends HostRequestKind> = v.InferOutput<(typeof hostReplies)[Kind]>;

const ErrorFrame = v.object({
  ok: v.literal(false),
  code: v.custom<ErrorReply['code']>(isErrorCode),
  message: v.pipe(v.string(), v.maxLength(4096)),
  seen: v.optional(Seen),
});

/**
 * A reply as the worker takes it: `null` when it does not fit its request's kind.
 * A newer host may send a code this side does not know; its sentence is kept and the code becomes INTERNAL.
 */
export function readHostReply<Kind extends HostRequestKind>(
  kind: Kind,
  frame: unknown,
): { ok: true; value: HostReply<Kind> } | ErrorReply | null {
  if (typeof frame !== 'object' || frame === null) return null;
  const { ok, message } = frame as Record<string, unknown>;
  if (ok === true) {
    const parsed = v.safeParse(hostReplies[kind], frame);
    return parsed.success ? { ok: true, value: parsed.output as HostReply<Kind> } : null;
  }
  const parsed = v.safeParse(ErrorFrame, frame);
  if (parsed.success) return parsed.output;
  return ok === false && typeof message === 'string' ? { ok, code: 'INTERNAL', message: message.slice(0, 4096) } : null;
}
