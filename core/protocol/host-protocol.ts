import * as v from 'valibot';
import { AccountId, Moment, Region, RoleCredentials, RoleName } from '../credentials.ts';
import type { ErrorReply } from '../errors.ts';
import { USER_MARK } from '../patterns.ts';
import { exactly } from '../schema.ts';
import type { RequestOf } from './answer-request.ts';
import type { BodyOf } from './channel.ts';
import { cliProfilesList, cliProfilesReply, cliProfilesRequest, StartUrl } from './cli-profiles.ts';
import { envelope, readReply, Seen } from './frame.ts';
import { Installation, LOGIN_MS, liveReplies, liveRequests, serveReplies, serveRequests } from './live.ts';

export { MAX_REPLY_BYTES, MAX_REQUEST_BYTES, PROTOCOL_VERSION, Seen } from './frame.ts';

/* The requests between extension and host, in both directions, and their replies (docs/PROTOCOL.md). */

export const MAX_PROFILES_PER_REQUEST = 5000;
/** The most names in one removal. The limit is low enough that all names fit into the reply. */
export const MAX_NAMES_TO_REMOVE = 1000;

/** Fingerprint of a portal's user: the owner of the keys in a profile. The host only stores and compares it. */
export const UserMark = v.pipe(v.string(), v.regex(USER_MARK));

export const HelloRequest = exactly({ ...envelope, kind: v.literal('hello') });

export const ProfileToWrite = exactly({
  /** Any text. `profileName` checks it and says what is wrong. */
  name: v.pipe(v.string(), v.maxLength(8192)),
  accountId: AccountId,
  roleName: RoleName,
  credentials: RoleCredentials,
  region: v.optional(Region),
});
export type ProfileToWrite = v.InferOutput<typeof ProfileToWrite>;

export const WriteProfilesRequest = exactly({
  ...envelope,
  kind: v.literal('write-profiles'),
  profiles: v.pipe(v.array(ProfileToWrite), v.minLength(1), v.maxLength(MAX_PROFILES_PER_REQUEST)),
  /** Start URL of the portal that has these roles. */
  portal: StartUrl,
  /** The user who is signed in to that portal. Only for a host with `marksUsers` in its reply to `hello`. */
  user: v.optional(UserMark),
  /** True only after the user has confirmed what would be lost. */
  replace: v.boolean(),
  /** The fingerprint of the confirmed question. If something else would be lost now, the host asks again. */
  seen: v.optional(Seen),
});
export type WriteProfilesRequest = v.InferOutput<typeof WriteProfilesRequest>;

export const RemoveProfilesRequest = exactly({
  ...envelope,
  kind: v.literal('remove-profiles'),
  names: v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.minLength(1), v.maxLength(MAX_NAMES_TO_REMOVE)),
  /** If given, only profiles of this portal are removed. */
  portal: v.optional(StartUrl),
});

export const SetUpCliProfilesRequest = exactly({
  ...envelope,
  kind: v.literal('set-up-cli-profiles'),
  ...cliProfilesRequest,
});

/** Removes the lists of accounts and roles that the host keeps after `set-up-cli-profiles` with `whole`. */
export const ForgetListsRequest = exactly({
  ...envelope,
  kind: v.literal('forget-lists'),
  /** If given, the host also erases what it stored about the live profiles of this installation. */
  installation: v.optional(Installation),
  /** If given, the host erases only the list of this portal. */
  portal: v.optional(StartUrl),
});

/**
 * How far this computer's clock is ahead of the portal's clock, ms; negative if it is behind. A difference of more than
 * a century is refused.
 */
export const ClockDifference = v.pipe(v.number(), v.integer(), v.minValue(-4e12), v.maxValue(4e12));

const requestOf = <Kind extends string, Fields extends v.ObjectEntries>(kind: Kind, fields: Fields) =>
  exactly({ ...envelope, kind: v.literal(kind), ...fields });

/** Every request that the host answers, by kind. */
export const hostRequests = {
  hello: HelloRequest,
  'write-profiles': WriteProfilesRequest,
  'list-profiles': requestOf('list-profiles', {}),
  'remove-profiles': RemoveProfilesRequest,
  'set-up-cli-profiles': SetUpCliProfilesRequest,
  'forget-lists': ForgetListsRequest,
  /** Changes the mode of the credentials file's folder, so that its group and others can no longer write in it. */
  'make-private': requestOf('make-private', {}),
  /** Stores the list of a portal's accounts and roles for the commands, and writes no profile. */
  'keep-list': requestOf('keep-list', cliProfilesList),
  /** The host stores the difference between the clocks, and the commands of the program read it. */
  'note-clock': requestOf('note-clock', { aheadMs: ClockDifference }),
  'serve-live': requestOf('serve-live', serveRequests['serve-live']),
  'stop-live': requestOf('stop-live', serveRequests['stop-live']),
  'remove-live-profiles': requestOf('remove-live-profiles', serveRequests['remove-live-profiles']),
} as const;
export type HostRequestKind = keyof typeof hostRequests;

/** A profile that Keyferry wrote, without its keys. */
export const WrittenProfile = v.object({
  name: v.pipe(v.string(), v.maxLength(128)),
  accountId: AccountId,
  roleName: RoleName,
  portal: StartUrl,
  /** Missing if the profile's mark names no user. */
  user: v.optional(UserMark),
  /** Epoch ms, or null if the file has no valid time for the profile. */
  expiration: v.nullable(Moment),
});

/** The fields of the host's reply to each kind besides `v`, `id` and `ok: true`. No reply contains a secret. */
export const hostReplies = {
  hello: v.object({
    version: v.pipe(v.string(), v.maxLength(64)),
    protocol: v.number(),
    /** Whether `write-profiles` may have the field `user`. Hosts up to version 0.1.0 refuse that field. */
    marksUsers: v.optional(v.boolean()),
    /** Whether the host knows live profiles: `serve-live`, `stop-live` and the form `live`. */
    servesLive: v.optional(v.boolean()),
    /** Why live profiles cannot be set up here, as one sentence; missing if they can. */
    liveUnavailable: v.optional(v.pipe(v.string(), v.maxLength(512))),
  }),
  'write-profiles': v.object({
    written: v.array(v.string()),
    file: v.literal('credentials'),
    /** Profiles that keep another region from the config file. `line`: the line of the header there, counted from 1. */
    keptRegions: v.optional(v.array(v.object({ name: v.string(), region: v.string(), line: v.number() }))),
    /** Sentences about the file that the user should read although the profiles are written. */
    warnings: v.optional(v.array(v.string())),
  }),
  'list-profiles': v.object({
    profiles: v.array(WrittenProfile),
    /** Number of profiles that do not fit into the reply. */
    more: v.pipe(v.number(), v.integer(), v.minValue(0)),
    /** Other names in the two files, as many as fit. The host asks before it writes keys under such a name. */
    taken: v.optional(v.array(v.pipe(v.string(), v.maxLength(128)))),
  }),
  'remove-profiles': v.object({ removed: v.array(v.string()) }),
  'set-up-cli-profiles': cliProfilesReply,
  'forget-lists': v.object({}),
  'make-private': v.object({}),
  'keep-list': v.object({}),
  'note-clock': v.object({}),
  ...serveReplies,
} as const;
export type HostReply<Kind extends HostRequestKind> = v.InferOutput<(typeof hostReplies)[Kind]>;

/** How long the host's reply to each kind may take, ms. A write waits up to 12 s for the lock of each file. */
export const hostTimeLimitsMs: Readonly<Record<HostRequestKind, number>> = {
  // In some browsers connectNative neither starts the host nor reports that it failed (Zen 1.21).
  hello: 5_000,
  'write-profiles': 30_000,
  'list-profiles': 12_000,
  'remove-profiles': 30_000,
  // This request waits for the locks of two files.
  'set-up-cli-profiles': 45_000,
  'forget-lists': 12_000,
  'make-private': 12_000,
  'keep-list': 12_000,
  'note-clock': 12_000,
  'serve-live': 12_000,
  'stop-live': 12_000,
  'remove-live-profiles': 45_000,
};

/** What the extension asks the host. */
export interface ToHost {
  readonly requests: typeof hostRequests;
  readonly replies: typeof hostReplies;
}
export type HostRequest<Kind extends HostRequestKind> = RequestOf<ToHost, Kind>;
/** A request without its envelope. */
export type HostBody<Kind extends HostRequestKind> = BodyOf<ToHost, Kind>;

/** The host's requests to the extension. The host sends them only after `serve-live`. */
export const extensionRequests = {
  'live-credentials': requestOf('live-credentials', liveRequests['live-credentials']),
  'live-cancel': requestOf('live-cancel', liveRequests['live-cancel']),
  'live-status': requestOf('live-status', liveRequests['live-status']),
  'live-login': requestOf('live-login', liveRequests['live-login']),
  'live-console': requestOf('live-console', liveRequests['live-console']),
  'live-lock': requestOf('live-lock', liveRequests['live-lock']),
  'live-forget': requestOf('live-forget', liveRequests['live-forget']),
  'live-renew': requestOf('live-renew', liveRequests['live-renew']),
  'live-set-up': requestOf('live-set-up', liveRequests['live-set-up']),
} as const;
export const extensionReplies = liveReplies;
/** How long the extension's reply to each kind may take, ms. */
export const extensionTimeLimitsMs: Readonly<Record<keyof typeof extensionRequests, number>> = {
  'live-credentials': 6_000,
  'live-cancel': 6_000,
  'live-status': 3_000,
  // The extension itself stops waiting for the sign-in after `LOGIN_MS`, so this limit is longer.
  'live-login': LOGIN_MS + 30_000,
  'live-console': 8_000,
  'live-lock': 3_000,
  'live-forget': 3_000,
  // Time to fetch the keys at the portal's pace, and to write them when both files are free.
  'live-renew': 90_000,
  // Time for two requests to the host: one for a plan and one for the write.
  'live-set-up': 95_000,
};
export interface ToExtension {
  readonly requests: typeof extensionRequests;
  readonly replies: typeof extensionReplies;
}

/** Reads the host's reply to a request of this kind, as `readReply` does. */
export function readHostReply<Kind extends HostRequestKind>(
  kind: Kind,
  frame: unknown,
): { ok: true; value: HostReply<Kind> } | ErrorReply | null {
  return readReply<(typeof hostReplies)[Kind]>(hostReplies[kind], frame);
}
