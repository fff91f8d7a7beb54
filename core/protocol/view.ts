import type { ErrorCode, ErrorReply } from '../errors.ts';
import type { CliProfileForm } from './cli-profiles.ts';
import type { FreshView, LiveView } from './live-view.ts';

export { type FreshView, type LiveView, nothingFresh, nothingLive } from './live-view.ts';

/*
 * The data that the worker gives to the extension's pages through storage: the view and the index. This file has no
 * schemas, so that the popup does not load a schema library.
 */

/** How Keyferry read the session cookie: through the page, or through the browser with the permission `cookies`. */
export type Capture = 'page' | 'cookies';

/**
 * Where Keyferry found the region of a session. `env`: in `script#env` of the page. `meta`: in a meta tag of the page.
 * `host`: in the host name. `chosen`: the user chose it.
 */
export type RegionFrom = 'env' | 'meta' | 'host' | 'chosen';

/** The API that lists the roles: the public API, or an older API if the public API refuses (docs/DECISIONS.md, 9). */
export type ListingWay = 'assignment' | 'instance';

/** A session as the popup sees it. The popup never gets the token. */
export interface SessionView {
  /** The session key. The popup only uses it to identify the session in messages. */
  readonly key: string;
  /** The provisional key of this session, used before the portal said who the user is. */
  readonly was?: string | null;
  readonly startUrl: string;
  readonly label: string;
  readonly partition: string;
  /** Null if the region is unknown. The popup then asks the user for the region. */
  readonly region: string | null;
  readonly regionFrom: RegionFrom | null;
  /** The page's region, if forms.ts does not contain it. The popup then asks for access to this region's API. */
  readonly newRegion: string | null;
  /** Whether the person has confirmed this portal for this user. */
  readonly trusted: boolean;
  /** Whether the person has confirmed this portal before, perhaps for another user. */
  readonly confirmedBefore: boolean;
  /** True if Keyferry knows who is signed in, or knows that the portal does not report the user's name. */
  readonly checked: boolean;
  readonly user: string | null;
  /** The user directory that the portal reports. Null if the portal reports no directory. */
  readonly directory: string | null;
  /** When the portal session ends, in epoch ms. Null if the portal reports no end. */
  readonly expiresAt: number | null;
  readonly expired: boolean;
  readonly capture: Capture;
  /** The API that last listed the roles successfully. Null before the first listing. */
  readonly listedBy: ListingWay | null;
  /** Result of the portal's `whoAmI` request: `ok` or an error code. Null before the first request. */
  readonly whoAmI: 'ok' | ErrorCode | null;
}

/**
 * A portal where the user seems to be signed in. Keyferry has no permission to read the session cookie from the
 * browser.
 */
export interface LockedPortal {
  readonly startUrl: string;
  readonly label: string;
  /** The popup must ask the browser for access to these origins. Empty if forms.ts contains the portal's region. */
  readonly origins: readonly string[];
  /** Whether the page could read its session cookie before. If true, the user may simply have signed out. */
  readonly wasReadable: boolean;
}

/** A portal for which the browser has two different session cookies. Keyferry uses neither of the two cookies. */
export type AmbiguousPortal = Pick<LockedPortal, 'startUrl' | 'label'>;

/** A portal that the person has confirmed, but where no user is signed in now. */
export type ConfirmedPortal = Pick<LockedPortal, 'startUrl' | 'label'>;

/** The progress of a listing. */
export interface ListingView {
  readonly phase: 'idle' | 'listing' | 'stopped' | 'complete' | 'failed';
  /** Number of accounts for which the roles are known. `total` is the number of all accounts. */
  readonly done: number;
  readonly total: number;
  readonly error: ErrorReply | null;
}

/** State of the native host. */
export type HostView =
  | { readonly state: 'unknown' | 'connecting' }
  | {
      readonly state: 'ready';
      readonly version: string;
      readonly marksUsers?: boolean;
      /** Whether the host supports live profiles. */
      readonly servesLive?: boolean;
      /** One sentence that says why live profiles cannot be set up on this computer. Missing if nothing prevents it. */
      readonly liveUnavailable?: string;
    }
  | { readonly state: 'failed'; readonly error: ErrorReply };

/** A profile that Keyferry wrote into the credentials file, as the host lists it. */
export interface ProfileView {
  readonly name: string;
  readonly accountId: string;
  readonly roleName: string;
  /** Start URL of the portal from which the profile's credentials came. */
  readonly portal: string;
  /** Fingerprint of the portal's user to whom the credentials belong. Undefined if the file contains none. */
  readonly user?: string | undefined;
  /** When the credentials expire, in epoch ms. Null if the file contains no expiry. */
  readonly expiration: number | null;
}

/** The progress while Keyferry fetches credentials for several profiles. It writes all these profiles together. */
export interface WritingView {
  readonly done: number;
  readonly total: number;
}

/** How many CLI profiles of a portal are out of date. Only for a portal with CLI profiles for all of its roles. */
export interface CliNews {
  readonly added: number;
  readonly renamed: number;
  readonly gone: number;
  /** The form and the name template of the existing CLI profiles. An update uses the same form and template. */
  readonly form: CliProfileForm;
  readonly template: string;
}

/** The largest number of profiles in one write. They fit into one frame. Fetching their keys takes half a minute. */
export const MAX_WRITTEN_TOGETHER = 500;

/**
 * Everything that the popup shows except the index. The worker writes the view to `storage.session` under `VIEW_KEY`.
 * The popup can therefore show the view before the worker has started (docs/DECISIONS.md, 22).
 */
export interface View {
  readonly sessions: readonly SessionView[];
  /** Key of the session that Keyferry uses now, or null. The portal of this session is always confirmed. */
  readonly current: string | null;
  /** Origins for which Keyferry has no permission from the browser. Empty if Keyferry has all permissions. */
  readonly withheld: readonly string[];
  readonly locked: readonly LockedPortal[];
  readonly ambiguous: readonly AmbiguousPortal[];
  /** Confirmed portals without a session. The field is missing if an older version of Keyferry wrote the view. */
  readonly known?: readonly ConfirmedPortal[];
  /** Whether Keyferry has no content script in a portal tab, because the tab was open before the installation. */
  readonly staleTab: boolean;
  readonly listing: ListingView;
  readonly host: HostView;
  /** The profiles of all portals, with the latest expiration first. Empty until the host has sent its list. */
  readonly profiles: readonly ProfileView[];
  /** Null if Keyferry is not writing several profiles now. */
  readonly writing: WritingView | null;
  /**
   * How many ms this computer's clock is ahead of the portal's clock. Negative if it is behind. Missing if the two
   * clocks agree. All times in the view are times of this computer's clock.
   */
  readonly clockAheadMs?: number;
  /** Null if CLI profiles were never set up for all roles of the portal. All counts are 0 if nothing has changed. */
  readonly cliNews: CliNews | null;
  readonly live: LiveView;
  readonly fresh: FreshView;
}

/** Storage key of the view, in `storage.session`. */
export const VIEW_KEY = 'view';

/**
 * A profile name that one of the two AWS files already contains. `owner` is the `nameOwner` of the role if Keyferry
 * wrote keys under this name. Otherwise `owner` is null.
 */
export type UsedName = readonly [name: string, owner: string | null];

/** The key under which `storage.session` contains the list of `UsedName`s. */
export const NAMES_KEY = 'names';

/** A text that identifies one role of one portal. Keyferry uses this text to record which role owns a profile name. */
export const nameOwner = (portal: string, role: { readonly accountId: string; readonly roleName: string }): string =>
  `${portal} ${role.accountId}/${role.roleName}`;

/** Name of the port between an open popup and the worker. While the port is open, the worker lists roles faster. */
export const POPUP_PORT = 'popup';

/** An account in the index. */
export interface IndexedAccount {
  readonly accountId: string;
  readonly accountName: string;
  readonly emailAddress: string;
  /** The names of the account's roles. Null until the roles are loaded. */
  readonly roles: readonly string[] | null;
}

/** A role that the portal no longer lists. */
export interface GoneRole {
  readonly accountId: string;
  readonly accountName: string;
  readonly roleName: string;
}

/** The changes in the list that the user has not yet confirmed as seen. */
export interface ListChanges {
  /** When the list last changed, in epoch ms. */
  readonly at: number;
  /** The added roles. Each text comes from `roleKey`. */
  readonly added: readonly string[];
  readonly gone: readonly GoneRole[];
}

/** The index of one session. It contains names and ids, but no secrets. */
export interface RoleIndex {
  /** The session key of the session to which the index belongs. */
  readonly session: string;
  /** When the last listing was complete, in epoch ms. 0 before the first listing. */
  readonly listedAt: number;
  readonly accounts: readonly IndexedAccount[];
  readonly changes?: ListChanges | null;
}

/** Storage key for a session's index, in `storage.local`. For private windows it is in `storage.session`. */
export const indexKey = (session: string): string => `index ${session}`;
