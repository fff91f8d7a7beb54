import type { ErrorCode, ErrorReply } from '../errors.ts';
import type { CliProfileForm } from './cli-profiles.ts';

/*
 * What the worker tells its pages beside answers: the view and the list, both in storage. No schemas in here, so that
 * the popup does not load a schema library to know two keys.
 */

/** How a session was had: from the page's own cookie, or from the browser where the page may not read it. */
export type Capture = 'page' | 'cookies';

/** Where a session's region is from: the page (`script#env`, a meta tag), the host name, or the user. */
export type RegionFrom = 'env' | 'meta' | 'host' | 'chosen';

/** How a portal lists: by the public API, or by the older one where that refuses (docs/DECISIONS.md, 9). */
export type ListingWay = 'assignment' | 'instance';

/** What the popup shows of a session; the token never leaves the worker. */
export interface SessionView {
  /** Identifies cookie store, start URL and signed-in user together; opaque to the popup. */
  readonly key: string;
  /** Its key until the portal said whose it is: the same session, and nobody else's in between. */
  readonly was?: string | null;
  readonly startUrl: string;
  readonly label: string;
  readonly partition: string;
  /** Null when the page named none that AWS has: the popup asks. */
  readonly region: string | null;
  readonly regionFrom: RegionFrom | null;
  /** The region that the page named, where it looks like one and is not in the table: the popup asks for its host. */
  readonly newRegion: string | null;
  readonly trusted: boolean;
  readonly user: string | null;
  /** Epoch ms of the portal session's end, null when the portal does not tell. */
  readonly expiresAt: number | null;
  readonly expired: boolean;
  readonly capture: Capture;
  /** The way that worked last, null before the first list. */
  readonly listedBy: ListingWay | null;
  /** What the portal's `whoAmI` came to: `ok` or the code of its refusal; null before it was asked. */
  readonly whoAmI: 'ok' | ErrorCode | null;
}

/** A portal that seems to be signed in, whose session only the browser can read, and the user has not allowed that. */
export interface LockedPortal {
  readonly startUrl: string;
  readonly label: string;
  /** Origins to be asked for besides: those of a region that the table lacks. */
  readonly origins: readonly string[];
  /** Its page's own cookie was enough before, so it may as well be signed out. */
  readonly wasReadable: boolean;
}

/** How far listing has come. */
export interface ListingView {
  readonly phase: 'idle' | 'listing' | 'stopped' | 'complete' | 'failed';
  /** Accounts whose roles are known, of all. */
  readonly done: number;
  readonly total: number;
  readonly error: ErrorReply | null;
}

export type HostView =
  | { readonly state: 'unknown' | 'connecting' }
  | { readonly state: 'ready'; readonly version: string }
  | { readonly state: 'failed'; readonly error: ErrorReply };

/** A profile of the user's file that Keyferry wrote, as the host lists it. */
export interface ProfileView {
  readonly name: string;
  readonly accountId: string;
  readonly roleName: string;
  /** Start URL of the portal its keys came from. */
  readonly portal: string;
  /** Epoch ms; null where the file does not tell. */
  readonly expiration: number | null;
}

/** How far the fetching of several roles that are written together has come. */
export interface WritingView {
  readonly done: number;
  readonly total: number;
}

/** What a new list changes in the CLI profiles of an organisation that was set up as a whole. */
export interface CliNews {
  readonly added: number;
  readonly renamed: number;
  readonly gone: number;
  /** How it was set up, to go on with. */
  readonly form: CliProfileForm;
  readonly template: string;
}

/** At the portal's pace this takes half a minute, and their keys fit one frame. */
export const MAX_WRITTEN_TOGETHER = 500;

/**
 * All that the popup shows beside the index. The worker keeps it in `storage.session` under `VIEW_KEY`, so that the
 * popup draws before the worker is awake (docs/DECISIONS.md, 22).
 */
export interface View {
  readonly sessions: readonly SessionView[];
  /** Key of the session in use, or null. Never one that is not trusted. */
  readonly current: string | null;
  /** Origins the browser withholds; empty when all is granted. */
  readonly withheld: readonly string[];
  readonly locked: readonly LockedPortal[];
  /** A portal tab is open in which no content script answers: it was open before the extension came. */
  readonly staleTab: boolean;
  readonly listing: ListingView;
  readonly host: HostView;
  /** Of every portal, newest end first; empty while the host has not told. */
  readonly profiles: readonly ProfileView[];
  /** Null while no roles are being written together. */
  readonly writing: WritingView | null;
  /** Null where no whole was set up; counts of 0 where nothing has changed since. */
  readonly cliNews: CliNews | null;
}

export const VIEW_KEY = 'view';

/** Name of the port that an open popup holds to the worker, so that listing is quick while someone looks. */
export const POPUP_PORT = 'popup';

export interface IndexedAccount {
  readonly accountId: string;
  readonly accountName: string;
  readonly emailAddress: string;
  /** Null until they are loaded. */
  readonly roles: readonly string[] | null;
}

export interface GoneRole {
  readonly accountId: string;
  readonly accountName: string;
  readonly roleName: string;
}

/** What came and went since the user last said that it was seen. */
export interface ListChanges {
  /** Epoch ms of the last of them. */
  readonly at: number;
  /** As `roleKey` names them. */
  readonly added: readonly string[];
  readonly gone: readonly GoneRole[];
}

/** The cached list: names and ids, no secrets. */
export interface RoleIndex {
  /** `SessionView.key` of the session it belongs to. */
  readonly session: string;
  /** Epoch ms of the last complete listing; 0 before the first. */
  readonly listedAt: number;
  readonly accounts: readonly IndexedAccount[];
  readonly changes?: ListChanges | null;
}

/** Storage key of a session's index: in `storage.local`, or in `storage.session` for private windows. */
export const indexKey = (session: string): string => `index ${session}`;
