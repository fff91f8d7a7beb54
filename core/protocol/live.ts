import * as v from 'valibot';
import { AccountId, Moment, Region, RoleCredentials, RoleName } from '../credentials.ts';
import { type ErrorCode, isErrorCode } from '../errors.ts';
import { exactly } from '../schema.ts';

/*
 * Live profiles (docs/PROTOCOL.md): the requests of the host to the extension, and the requests of the extension that
 * start and stop them. A request for keys names a profile and nothing else. No request contains a URL or a path.
 */

/** Random id of one installation of the extension. It shows which browser set up a live profile. */
export const Installation = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
/** The name of a live profile. The host accepts a name only if `profileName` accepts it. */
export const LiveName = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
/** The most live profiles of one installation. */
export const MAX_LIVE_PROFILES = 5000;

const Shown = v.pipe(v.string(), v.maxLength(128));

/**
 * The program that asks for keys. The name is shown to the person, and answers are stored for one program. No field
 * here gives a program more rights.
 */
export const LiveClient = exactly({
  /** Name of the first ancestor that is neither a shell nor keyferry, for example `terraform`. */
  program: v.optional(Shown),
  /** The script that an interpreter runs, for example `deploy.py`. */
  script: v.optional(Shown),
  /** The folder in which the program runs. */
  folder: v.optional(v.pipe(v.string(), v.maxLength(512))),
  /** The terminal, for example `pts/3`. */
  terminal: v.optional(Shown),
  /** The coding agent whose marker is in the environment, for example `CLAUDECODE`. */
  agent: v.optional(Shown),
  /** If the program uses a separate socket: the label of the socket, for example the name of an ssh host. */
  via: v.optional(Shown),
});
export type LiveClient = v.InferOutput<typeof LiveClient>;

/** The `LiveClient` as the host passes it on to the extension. */
export const KnownClient = exactly({
  ...LiveClient.entries,
  /**
   * Whether the host itself found out which process asks. If false, the fields are only what the program says about
   * itself.
   */
  isVerified: v.boolean(),
});
export type KnownClient = v.InferOutput<typeof KnownClient>;

/**
 * The portal that a person names: its label, or its start URL. It is only compared with the portals that the person has
 * confirmed, and never opened.
 */
export const PortalName = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
/** A service of the AWS console. Only the names of `consoleServices` have a page. */
export const ServiceName = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/** Identifies one request, so that the host can cancel it. */
export const Ticket = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));

/** The most profiles in one `live-renew`, so that the answer fits into one line of the socket. */
export const MAX_TO_RENEW = 16;
/** Names of written profiles. */
export const NamesToRenew = v.pipe(v.array(LiveName), v.minLength(1), v.maxLength(MAX_TO_RENEW));

/**
 * The one request that names an account and a role. The extension compares everything with its own lists, and asks the
 * person. `portal`: the portal's label.
 */
export const RoleToSetUp = {
  portal: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  accountId: AccountId,
  roleName: RoleName,
  profile: LiveName,
} as const;
/** The longest wait for a sign-in, ms. */
export const LOGIN_MS = 600_000;

/** Fields of the host's requests to the extension besides the envelope. */
export const liveRequests = {
  /** Keys of a live profile. The extension answers within 3.5 s, with keys or with an error. */
  'live-credentials': { profile: LiveName, client: KnownClient, ticket: Ticket },
  /** The client no longer waits. The extension cancels the fetch, but an open question stays open. */
  'live-cancel': { ticket: Ticket },
  /** The state of live profiles, for `keyferry status`. */
  'live-status': {},
  /** Opens a confirmed portal and waits for a sign-in, at most for `LOGIN_MS`. */
  'live-login': { portal: v.optional(PortalName), ticket: Ticket },
  /**
   * Opens the AWS console as the role of a live profile. If `opens` is false, only gives the portal's own link to the
   * console.
   */
  'live-console': {
    profile: LiveName,
    service: v.optional(ServiceName),
    region: v.optional(Region),
    opens: v.boolean(),
    client: KnownClient,
    ticket: Ticket,
  },
  /** Locks all live profiles: drops all keys in memory and all answers. A person ends the lock in the popup. */
  'live-lock': {},
  /** Pauses one live profile and drops its keys and answers. Without `profile`, does the same as `live-lock`. */
  'live-forget': { profile: v.optional(LiveName) },
  /** Renews profiles with keys that Keyferry wrote. */
  'live-renew': { profiles: NamesToRenew },
  /**
   * Sets up a live profile for a role of the extension's own list. The reply comes at once. It is LIVE_ASKING while the
   * person has not answered. The first request after the person has agreed sets the profile up.
   */
  'live-set-up': { ...RoleToSetUp, client: KnownClient },
} as const;

/**
 * Which programs may use a live profile. `ask`: only after a question. `session`: every program until the session ends.
 * `always`: every program.
 */
export const LiveGrant = v.picklist(['ask', 'session', 'always']);
export type LiveGrant = v.InferOutput<typeof LiveGrant>;

/** The possible answers to a question. `hour` and `once` allow only this profile and this program. */
export const QuestionAnswer = v.picklist(['hour', 'once', 'deny']);
export type QuestionAnswer = v.InferOutput<typeof QuestionAnswer>;

/** The replies to `liveRequests`. */
export const liveReplies = {
  /** An older extension sends no `roleName`. */
  'live-credentials': v.object({
    accountId: AccountId,
    roleName: v.optional(RoleName),
    credentials: RoleCredentials,
  }),
  'live-cancel': v.object({}),
  'live-status': v.object({
    /** `endsAt`: epoch ms, or null if the portal does not say. `isSignedIn`: whether keys can be fetched now. */
    portals: v.array(v.object({ label: Shown, isSignedIn: v.boolean(), endsAt: v.nullable(Moment) })),
    isLocked: v.boolean(),
    profiles: v.array(
      v.object({
        name: LiveName,
        grant: LiveGrant,
        isPaused: v.boolean(),
        /** Epoch ms of the last use, or null. */
        usedAt: v.nullable(Moment),
      }),
    ),
    /** Number of live profiles that are not listed, because the frame would become too large. */
    more: v.pipe(v.number(), v.integer(), v.minValue(0)),
    /** Number of open questions. */
    questions: v.pipe(v.number(), v.integer(), v.minValue(0)),
  }),
  'live-login': v.object({
    label: Shown,
    /** Epoch ms by this computer's clock, or null if the portal does not say. */
    endsAt: v.nullable(Moment),
    /** Whether the portal already had a session, so that the extension did not open its page. */
    wasSignedIn: v.boolean(),
  }),
  /** `link`: present only if the request has `opens: false`. */
  'live-console': v.object({ link: v.optional(v.pipe(v.string(), v.maxLength(4096))) }),
  'live-lock': v.object({}),
  'live-forget': v.object({}),
  'live-renew': v.object({
    /** `expiration`: epoch ms by this computer's clock. */
    renewed: v.array(v.object({ name: LiveName, expiration: Moment })),
    failed: v.array(v.object({ name: LiveName, code: v.custom<ErrorCode>(isErrorCode), message: v.string() })),
  }),
  /** `name`: the profile's name in the config file. */
  'live-set-up': v.object({ name: LiveName }),
} as const;

/** Fields of the extension's requests about live profiles besides the envelope. */
export const serveRequests = {
  /**
   * Opens the host's socket, or checks that it still exists. Idempotent. After the reply the host may send its own
   * requests.
   */
  'serve-live': { installation: Installation, browser: Shown },
  /** Closes the socket. Idempotent. */
  'stop-live': {},
  /** Removes sections of live profiles that this installation set up. */
  'remove-live-profiles': {
    installation: Installation,
    names: v.pipe(v.array(LiveName), v.minLength(1), v.maxLength(1000)),
  },
} as const;

export const serveReplies = {
  'serve-live': v.object({
    /** Version of the running host, and of the program that is installed now. They differ after an update. */
    running: v.pipe(v.string(), v.maxLength(64)),
    installed: v.pipe(v.string(), v.maxLength(64)),
  }),
  'stop-live': v.object({}),
  'remove-live-profiles': v.object({ removed: v.array(v.string()) }),
} as const;
