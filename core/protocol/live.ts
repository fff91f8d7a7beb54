import * as v from 'valibot';
import { AccountId, Moment, Region, RoleCredentials, RoleName } from '../credentials.ts';
import { type ErrorCode, isErrorCode } from '../errors.ts';
import { exactly } from '../schema.ts';

/*
 * The requests about live profiles (docs/PROTOCOL.md). The host sends some of them to the extension. The extension
 * sends the others to the host, to start and stop live profiles. A request for keys contains the name of a profile, and
 * no account or role. Keyferry never opens a URL or a path that a request contains.
 */

/** Random id of one installation of the extension. Keyferry uses the id to know which browser set up a live profile. */
export const Installation = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
/** The name of a live profile. The host also checks the name with `profileName`. */
export const LiveName = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
/** The largest number of live profiles for one installation of the extension. */
export const MAX_LIVE_PROFILES = 5000;

const Shown = v.pipe(v.string(), v.maxLength(128));

/**
 * Describes the program that asks for keys. Keyferry shows the description to the person, and stores each answer for
 * one program. No field here gives a program more rights.
 */
export const LiveClient = exactly({
  /** The name of the nearest parent process that is neither a shell nor keyferry, for example `terraform`. */
  program: v.optional(Shown),
  /** If the program is an interpreter: the script that it runs, for example `deploy.py`. */
  script: v.optional(Shown),
  /** The working folder of the program. */
  folder: v.optional(v.pipe(v.string(), v.maxLength(512))),
  /** The terminal of the program, for example `pts/3`. */
  terminal: v.optional(Shown),
  /** The environment variable that shows which coding agent started the program, for example `CLAUDECODE`. */
  agent: v.optional(Shown),
  /** If the program uses a separate socket: the label of that socket, for example the name of an ssh server. */
  via: v.optional(Shown),
});
export type LiveClient = v.InferOutput<typeof LiveClient>;

/** The description of the program that the host sends to the extension. */
export const KnownClient = exactly({
  ...LiveClient.entries,
  /**
   * Whether the host itself found the process that asks. If false, the other fields contain only what the program says
   * about itself.
   */
  isVerified: v.boolean(),
});
export type KnownClient = v.InferOutput<typeof KnownClient>;

/**
 * The label or the start URL of a portal, as the person typed it. Keyferry only compares this text with the portals
 * that the person has confirmed. Keyferry never opens the text as an address.
 */
export const PortalName = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
/** The name of a service in the AWS console. Only the services in `consoleServices` have a page. */
export const ServiceName = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/** A random id of one request. The host uses it to cancel the request. */
export const Ticket = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));

/**
 * The largest number of profiles in one `live-renew` request. With this limit, the answer fits into one line of the
 * socket.
 */
export const MAX_TO_RENEW = 16;
/** Names of profiles with keys that Keyferry wrote. */
export const NamesToRenew = v.pipe(v.array(LiveName), v.minLength(1), v.maxLength(MAX_TO_RENEW));

/**
 * The fields of `live-set-up`, the only request of the host that contains an account and a role. The extension compares
 * all fields with its own lists, and asks the person. `portal` is the portal's label.
 */
export const RoleToSetUp = {
  portal: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  accountId: AccountId,
  roleName: RoleName,
  profile: LiveName,
} as const;
/** The longest time that the extension waits for a sign-in, in ms. */
export const LOGIN_MS = 600_000;

/** The fields of the requests from the host to the extension, without the envelope (`v`, `id` and `kind`). */
export const liveRequests = {
  /** Asks for keys of a live profile. The extension answers within 3.5 s, with keys or with an error. */
  'live-credentials': { profile: LiveName, client: KnownClient, ticket: Ticket },
  /**
   * Cancels a request because its client no longer waits. The extension stops fetching keys. An open question stays
   * open.
   */
  'live-cancel': { ticket: Ticket },
  /** Asks for the state of live profiles, for `keyferry status`. */
  'live-status': {},
  /** Opens a confirmed portal and waits for a sign-in, up to `LOGIN_MS`. */
  'live-login': { portal: v.optional(PortalName), ticket: Ticket },
  /**
   * Opens the AWS console with the role of a live profile. If `opens` is false, the extension only sends the portal's
   * link to the console.
   */
  'live-console': {
    profile: LiveName,
    service: v.optional(ServiceName),
    region: v.optional(Region),
    opens: v.boolean(),
    client: KnownClient,
    ticket: Ticket,
  },
  /**
   * Locks all live profiles. The extension erases all keys in memory and all answers to questions. The person can
   * unlock the live profiles in the popup.
   */
  'live-lock': {},
  /**
   * Pauses one live profile, and erases its keys in memory and the person's answers about it. Without `profile`, does
   * the same as `live-lock`.
   */
  'live-forget': { profile: v.optional(LiveName) },
  /** The extension fetches new keys for profiles with keys that Keyferry wrote, and writes the new keys. */
  'live-renew': { profiles: NamesToRenew },
  /**
   * Sets up a live profile for a role that the extension's own list contains. The extension replies at once. Its reply
   * is LIVE_ASKING until the person has answered, so the command sends the request again. The first request after the
   * person has agreed sets up the profile.
   */
  'live-set-up': { ...RoleToSetUp, client: KnownClient },
} as const;

/**
 * Which programs may use a live profile. `ask`: the person is asked about each program. `session`: every program may
 * use it until the portal session ends. `always`: every program may use it.
 */
export const LiveGrant = v.picklist(['ask', 'session', 'always']);
export type LiveGrant = v.InferOutput<typeof LiveGrant>;

/** Answers to a question. `hour`: the program may get keys for one hour. `once`: the program may get keys once. */
export const QuestionAnswer = v.picklist(['hour', 'once', 'deny']);
export type QuestionAnswer = v.InferOutput<typeof QuestionAnswer>;

/** The fields of the extension's replies to `liveRequests`. */
export const liveReplies = {
  /** An older extension sends no `roleName`. */
  'live-credentials': v.object({
    accountId: AccountId,
    roleName: v.optional(RoleName),
    credentials: RoleCredentials,
  }),
  'live-cancel': v.object({}),
  'live-status': v.object({
    /**
     * `endsAt`: when the portal session ends, in epoch ms, or null if the portal reports no end. `isSignedIn`: whether
     * the extension can fetch keys now.
     */
    portals: v.array(v.object({ label: Shown, isSignedIn: v.boolean(), endsAt: v.nullable(Moment) })),
    isLocked: v.boolean(),
    profiles: v.array(
      v.object({
        name: LiveName,
        grant: LiveGrant,
        isPaused: v.boolean(),
        /** When a program last used the profile, in epoch ms, or null. */
        usedAt: v.nullable(Moment),
      }),
    ),
    /** Number of live profiles that did not fit into the frame. */
    more: v.pipe(v.number(), v.integer(), v.minValue(0)),
    /** Number of questions that the person has not answered yet. */
    questions: v.pipe(v.number(), v.integer(), v.minValue(0)),
  }),
  'live-login': v.object({
    label: Shown,
    /** When the session ends, in epoch ms by this computer's clock. Null if the portal reports no end. */
    endsAt: v.nullable(Moment),
    /** Whether the user was already signed in. The extension then opens no portal page. */
    wasSignedIn: v.boolean(),
  }),
  /** `link` is present only if the request has `opens: false`. */
  'live-console': v.object({ link: v.optional(v.pipe(v.string(), v.maxLength(4096))) }),
  'live-lock': v.object({}),
  'live-forget': v.object({}),
  'live-renew': v.object({
    /** `expiration`: when the new keys expire, in epoch ms by this computer's clock. */
    renewed: v.array(v.object({ name: LiveName, expiration: Moment })),
    failed: v.array(v.object({ name: LiveName, code: v.custom<ErrorCode>(isErrorCode), message: v.string() })),
  }),
  /** `name`: the profile's name in the config file. */
  'live-set-up': v.object({ name: LiveName }),
} as const;

/**
 * The fields of the extension's requests to the host about live profiles, without the envelope (`v`, `id` and `kind`).
 */
export const serveRequests = {
  /**
   * Opens the host's socket. If the socket already exists, the host only checks it. After the reply, the host may send
   * its own requests.
   */
  'serve-live': { installation: Installation, browser: Shown },
  /** Closes the host's socket. If there is no open socket, nothing changes. */
  'stop-live': {},
  /** Removes from the config file the live profiles that this installation of the extension set up. */
  'remove-live-profiles': {
    installation: Installation,
    names: v.pipe(v.array(LiveName), v.minLength(1), v.maxLength(1000)),
  },
} as const;

export const serveReplies = {
  'serve-live': v.object({
    /**
     * `running` is the version of the running host. `installed` is the version of the installed program. They differ
     * after an update.
     */
    running: v.pipe(v.string(), v.maxLength(64)),
    installed: v.pipe(v.string(), v.maxLength(64)),
  }),
  'stop-live': v.object({}),
  'remove-live-profiles': v.object({ removed: v.array(v.string()) }),
} as const;
