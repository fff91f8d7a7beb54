import type { ErrorCode, ErrorReply } from '../errors.ts';
import type { CliProfileForm } from './cli-profiles.ts';
import type { FreshView, LiveView } from './live-view.ts';

export { type FreshView, type LiveView, nothingFresh, nothingLive } from './live-view.ts';

/*
 * The data that the worker gives to the extension's pages through storage: the view and the index. This file has no
 * schemas, because the popup should not load a schema library for two keys.
 */

/** Where a session came from: a cookie that the page can read, or a cookie that only the browser can read. */
export type Capture = 'page' | 'cookies';

/** Where a session's region came from: the page (`script#env` or a meta tag), the host name, or the user. */
export type RegionFrom = 'env' | 'meta' | 'host' | 'chosen';

/** Which API lists the roles: the public API, or the older API if the public one refuses (docs/DECISIONS.md, 9). */
export type ListingWay = 'assignment' | 'instance';

/** A session as the popup sees it. The token never leaves the worker. */
export interface SessionView {
  /** The session key. The popup only passes it on. */
  readonly key: string;
  /** The provisional key that this session had before the portal named the user. */
  readonly was?: string | null;
  readonly startUrl: string;
  readonly label: string;
  readonly partition: string;
  /** Null if no region is known. The popup then asks. */
  readonly region: string | null;
  readonly regionFrom: RegionFrom | null;
  /**
   * A region that the page named and that forms.ts does not contain. The popup asks for permission for its API host.
   */
  readonly newRegion: string | null;
  /** Whether the person has confirmed this portal for this user. */
  readonly trusted: boolean;
  /** Whether the person has confirmed this portal before, perhaps for another user. */
  readonly confirmedBefore: boolean;
  /** Whether it is known who is signed in, or known that the portal does not say it. */
  readonly checked: boolean;
  readonly user: string | null;
  /** The directory that the portal names; null if it names no directory. */
  readonly directory: string | null;
  /** Epoch ms when the portal session ends; null if the portal does not say. */
  readonly expiresAt: number | null;
  readonly expired: boolean;
  readonly capture: Capture;
  /** The API that worked last; null before the first listing. */
  readonly listedBy: ListingWay | null;
  /** Result of the portal's `whoAmI`: `ok` or an error code; null before the first request. */
  readonly whoAmI: 'ok' | ErrorCode | null;
}

/** A portal that seems to be signed in, but the user has not allowed Keyferry to read its session from the browser. */
export interface LockedPortal {
  readonly startUrl: string;
  readonly label: string;
  /** Origins to ask the browser for, if forms.ts does not contain the portal's region. */
  readonly origins: readonly string[];
  /** Whether the page could read its cookie before. If it could, the portal may also be signed out now. */
  readonly wasReadable: boolean;
}

/** A portal for which the browser has two different session cookies. Keyferry then uses neither of them. */
export type AmbiguousPortal = Pick<LockedPortal, 'startUrl' | 'label'>;

/** A portal that the person has confirmed and that has no session now. */
export type ConfirmedPortal = Pick<LockedPortal, 'startUrl' | 'label'>;

/** Progress of a listing. */
export interface ListingView {
  readonly phase: 'idle' | 'listing' | 'stopped' | 'complete' | 'failed';
  /** Number of accounts with known roles, out of `total`. */
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
      /** Whether the host knows live profiles. */
      readonly servesLive?: boolean;
      /** Why live profiles cannot be set up on this computer, as one sentence; missing if they can. */
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
  /** Fingerprint of the portal's user to whom the credentials belong; undefined if the file does not say. */
  readonly user?: string | undefined;
  /** Epoch ms; null if the file does not say. */
  readonly expiration: number | null;
}

/** Progress of fetching credentials for several profiles that are written together. */
export interface WritingView {
  readonly done: number;
  readonly total: number;
}

/** How many CLI profiles are out of date, for a portal of which all roles were set up. */
export interface CliNews {
  readonly added: number;
  readonly renamed: number;
  readonly gone: number;
  /** The form and template with which all roles were set up. An update uses them again. */
  readonly form: CliProfileForm;
  readonly template: string;
}

/**
 * The most profiles in one write. All fit in one frame. At the portal's pace, it takes half a minute to fetch their
 * keys.
 */
export const MAX_WRITTEN_TOGETHER = 500;

/**
 * Everything that the popup shows except the index. The worker writes the view to `storage.session` under `VIEW_KEY`,
 * so the popup can draw before the worker runs (docs/DECISIONS.md, 22).
 */
export interface View {
  readonly sessions: readonly SessionView[];
  /** Key of the session in use, or null. Its portal is always confirmed. */
  readonly current: string | null;
  /** Origins that the browser does not let Keyferry reach; empty if all are granted. */
  readonly withheld: readonly string[];
  readonly locked: readonly LockedPortal[];
  readonly ambiguous: readonly AmbiguousPortal[];
  /** Confirmed portals without a session. Missing in a view that an older version wrote. */
  readonly known?: readonly ConfirmedPortal[];
  /** Whether a portal tab has no content script because it was open before the extension was installed. */
  readonly staleTab: boolean;
  readonly listing: ListingView;
  readonly host: HostView;
  /** Profiles of every portal. Those that expire last come first. Empty until the host has listed them. */
  readonly profiles: readonly ProfileView[];
  /** Null unless several profiles are being written together. */
  readonly writing: WritingView | null;
  /**
   * How many ms this computer's clock is ahead of the portal's clock; negative if it is behind; missing if the two
   * agree. Every time in the view is by this computer's clock.
   */
  readonly clockAheadMs?: number;
  /**
   * Null if some roles of the portal were never set up. All counts are 0 if nothing has changed since all were set up.
   */
  readonly cliNews: CliNews | null;
  readonly live: LiveView;
  readonly fresh: FreshView;
}

/** Storage key of the view. */
export const VIEW_KEY = 'view';

/**
 * A profile name that is in use in one of the AWS files. `owner` is the `nameOwner` of the role if Keyferry wrote keys
 * under this name, otherwise null.
 */
export type UsedName = readonly [name: string, owner: string | null];

/** Storage key of the list of `UsedName`s, in `storage.session`. */
export const NAMES_KEY = 'names';

/** A text that identifies a role of a portal as the owner of a profile name. */
export const nameOwner = (portal: string, role: { readonly accountId: string; readonly roleName: string }): string =>
  `${portal} ${role.accountId}/${role.roleName}`;

/** Name of the port between an open popup and the worker. The worker lists faster while it is open. */
export const POPUP_PORT = 'popup';

/** An account in the index. */
export interface IndexedAccount {
  readonly accountId: string;
  readonly accountName: string;
  readonly emailAddress: string;
  /** Role names; null until they are loaded. */
  readonly roles: readonly string[] | null;
}

/** A role that the portal no longer lists. */
export interface GoneRole {
  readonly accountId: string;
  readonly accountName: string;
  readonly roleName: string;
}

/** What has changed in the list since the user last confirmed that they had seen the changes. */
export interface ListChanges {
  /** Epoch ms of the last change. */
  readonly at: number;
  /** The added roles, as `roleKey`s. */
  readonly added: readonly string[];
  readonly gone: readonly GoneRole[];
}

/** The index of one session: names and ids, no secrets. */
export interface RoleIndex {
  /** `SessionView.key` of the session that the index belongs to. */
  readonly session: string;
  /** Epoch ms of the last complete listing; 0 before the first. */
  readonly listedAt: number;
  readonly accounts: readonly IndexedAccount[];
  readonly changes?: ListChanges | null;
}

/** Storage key of a session's index: in `storage.local`, or in `storage.session` for private windows. */
export const indexKey = (session: string): string => `index ${session}`;
