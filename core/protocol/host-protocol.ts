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

/* The requests between the extension and the host, in both directions, and the replies to them (docs/PROTOCOL.md). */

export const MAX_PROFILES_PER_REQUEST = 5000;
/** The largest number of profiles in one `remove-profiles` request. The reply can list the names of all of them. */
export const MAX_NAMES_TO_REMOVE = 1000;

/** Fingerprint of the portal's user who owns the keys in a profile. The host only stores and compares fingerprints. */
export const UserMark = v.pipe(v.string(), v.regex(USER_MARK));

export const HelloRequest = exactly({ ...envelope, kind: v.literal('hello') });

export const ProfileToWrite = exactly({
  /** The wanted name. This schema accepts any text. Later `profileName` checks the text and reports errors. */
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
  /** Start URL of the portal that lists the roles of these profiles. */
  portal: StartUrl,
  /** Fingerprint of the user signed in to that portal. Only for a host that replies to `hello` with `marksUsers`. */
  user: v.optional(UserMark),
  /** True only after the user has agreed that the write replaces existing content. */
  replace: v.boolean(),
  /** The fingerprint from the confirmed question. The host asks again if the write would replace other content. */
  seen: v.optional(Seen),
});
export type WriteProfilesRequest = v.InferOutput<typeof WriteProfilesRequest>;

export const RemoveProfilesRequest = exactly({
  ...envelope,
  kind: v.literal('remove-profiles'),
  names: v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.minLength(1), v.maxLength(MAX_NAMES_TO_REMOVE)),
  /** If present, the host removes only profiles of this portal. */
  portal: v.optional(StartUrl),
});

export const SetUpCliProfilesRequest = exactly({
  ...envelope,
  kind: v.literal('set-up-cli-profiles'),
  ...cliProfilesRequest,
});

/** Removes the lists of accounts and roles that the host has stored, for example for `keyferry configure`. */
export const ForgetListsRequest = exactly({
  ...envelope,
  kind: v.literal('forget-lists'),
  /** If present, the host also erases what it stored about the live profiles of this installation of the extension. */
  installation: v.optional(Installation),
  /** If present, the host erases only the list of this portal. */
  portal: v.optional(StartUrl),
});

/**
 * How far this computer's clock is ahead of the portal's clock, in ms. Negative if it is behind. The schema refuses a
 * difference of more than a century.
 */
export const ClockDifference = v.pipe(v.number(), v.integer(), v.minValue(-4e12), v.maxValue(4e12));

const requestOf = <Kind extends string, Fields extends v.ObjectEntries>(kind: Kind, fields: Fields) =>
  exactly({ ...envelope, kind: v.literal(kind), ...fields });

/** All requests that the host answers. */
export const hostRequests = {
  hello: HelloRequest,
  'write-profiles': WriteProfilesRequest,
  'list-profiles': requestOf('list-profiles', {}),
  'remove-profiles': RemoveProfilesRequest,
  'set-up-cli-profiles': SetUpCliProfilesRequest,
  'forget-lists': ForgetListsRequest,
  /** Changes the permissions of the credentials file's folder. Then only the owner can write in the folder. */
  'make-private': requestOf('make-private', {}),
  /** Stores the list of a portal's accounts and roles for the commands of `keyferry`. Writes no profile. */
  'keep-list': requestOf('keep-list', cliProfilesList),
  /** Stores the difference between this computer's clock and the portal's clock, for the commands of `keyferry`. */
  'note-clock': requestOf('note-clock', { aheadMs: ClockDifference }),
  'serve-live': requestOf('serve-live', serveRequests['serve-live']),
  'stop-live': requestOf('stop-live', serveRequests['stop-live']),
  'remove-live-profiles': requestOf('remove-live-profiles', serveRequests['remove-live-profiles']),
} as const;
export type HostRequestKind = keyof typeof hostRequests;

/** A profile that Keyferry wrote, as the host reports it. The keys are not included. */
export const WrittenProfile = v.object({
  name: v.pipe(v.string(), v.maxLength(128)),
  accountId: AccountId,
  roleName: RoleName,
  portal: StartUrl,
  /** Fingerprint of the portal's user. Missing if the mark in the profile contains no user. */
  user: v.optional(UserMark),
  /** When the keys expire, in epoch ms. Null if the file has no valid time for the profile. */
  expiration: v.nullable(Moment),
});

/** The fields of the reply to each kind of request, without `v`, `id` and `ok: true`. No reply contains a secret. */
export const hostReplies = {
  hello: v.object({
    version: v.pipe(v.string(), v.maxLength(64)),
    protocol: v.number(),
    /** Whether `write-profiles` may have the field `user`. Hosts of version 0.1.0 and older refuse that field. */
    marksUsers: v.optional(v.boolean()),
    /** Whether the host supports live profiles: `serve-live`, `stop-live` and the form `live`. */
    servesLive: v.optional(v.boolean()),
    /** One sentence that says why live profiles cannot be set up on this computer. Missing if nothing prevents it. */
    liveUnavailable: v.optional(v.pipe(v.string(), v.maxLength(512))),
  }),
  'write-profiles': v.object({
    written: v.array(v.string()),
    file: v.literal('credentials'),
    /** Profiles that keep the old region in the config file. `line`: the header's line number there, from 1. */
    keptRegions: v.optional(v.array(v.object({ name: v.string(), region: v.string(), line: v.number() }))),
    /** Warnings about the file, for the user. The host has written the profiles although there are warnings. */
    warnings: v.optional(v.array(v.string())),
  }),
  'list-profiles': v.object({
    profiles: v.array(WrittenProfile),
    /** Number of profiles that did not fit into the reply. */
    more: v.pipe(v.number(), v.integer(), v.minValue(0)),
    /** Other profile names in the AWS files, if they fit into the reply. Keyferry asks before it uses such a name. */
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

/** The time limit for each reply of the host, in ms. A write waits up to 12 s for the lock of each file. */
export const hostTimeLimitsMs: Readonly<Record<HostRequestKind, number>> = {
  // In some browsers (Zen 1.21), connectNative may fail to start the host without reporting an error.
  hello: 5_000,
  'write-profiles': 30_000,
  'list-profiles': 12_000,
  'remove-profiles': 30_000,
  // This request waits for the locks of two files, up to 12 s each.
  'set-up-cli-profiles': 45_000,
  'forget-lists': 12_000,
  'make-private': 12_000,
  'keep-list': 12_000,
  'note-clock': 12_000,
  'serve-live': 12_000,
  'stop-live': 12_000,
  'remove-live-profiles': 45_000,
};

/** The requests from the extension to the host, and their replies. */
export interface ToHost {
  readonly requests: typeof hostRequests;
  readonly replies: typeof hostReplies;
}
export type HostRequest<Kind extends HostRequestKind> = RequestOf<ToHost, Kind>;
/** The fields of a request without its envelope (`v`, `id` and `kind`). */
export type HostBody<Kind extends HostRequestKind> = BodyOf<ToHost, Kind>;

/** The requests from the host to the extension. The host sends them only after it has received `serve-live`. */
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
/** The time limit for the extension's reply to each kind of request, in ms. */
export const extensionTimeLimitsMs: Readonly<Record<keyof typeof extensionRequests, number>> = {
  'live-credentials': 6_000,
  'live-cancel': 6_000,
  'live-status': 3_000,
  // The extension itself waits up to `LOGIN_MS` for the sign-in. This limit is longer, so that the extension's reply
  // comes first.
  'live-login': LOGIN_MS + 30_000,
  'live-console': 8_000,
  'live-lock': 3_000,
  'live-forget': 3_000,
  // In this time, the extension can fetch all keys without too many requests at once. It can also write the keys, if no
  // other program has locked the files.
  'live-renew': 90_000,
  // Before it replies, the extension sends two requests (plan and write) to the host. This time is enough for both.
  'live-set-up': 95_000,
};
export interface ToExtension {
  readonly requests: typeof extensionRequests;
  readonly replies: typeof extensionReplies;
}

/** Reads the host's reply to a request of this kind. Returns the same as `readReply`. */
export function readHostReply<Kind extends HostRequestKind>(
  kind: Kind,
  frame: unknown,
): { ok: true; value: HostReply<Kind> } | ErrorReply | null {
  return readReply<(typeof hostReplies)[Kind]>(hostReplies[kind], frame);
}
