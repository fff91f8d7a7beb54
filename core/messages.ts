import * as v from 'valibot';
import { AccountId, Region, type RoleCredentials, RoleName } from './credentials.ts';
import type { ErrorReply } from './errors.ts';
import { exactly } from './schema.ts';
import { Settings } from './settings.ts';

/*
 * Every message between the extension's own parts: who may send it, what it holds, what it is answered with.
 * The kind says the direction. The worker decides on the browser's `sender`, never on a field in here.
 */

/** `portal`: the content script in the top frame of a portal page. `page`: the popup. `options`: the options page. */
export type SenderClass = 'portal' | 'popup' | 'options';

/** What the popup shows of a session; the token never leaves the worker. */
export interface SessionView {
  /** Identifies cookie store, start URL and signed-in user together; opaque to the popup. */
  readonly key: string;
  readonly startUrl: string;
  readonly label: string;
  readonly partition: string;
  /** Null when the page named none that AWS has: the popup asks. */
  readonly region: string | null;
  readonly trusted: boolean;
  readonly user: string | null;
  /** Epoch ms of the portal session's end, null when the portal does not tell. */
  readonly expiresAt: number | null;
  readonly expired: boolean;
}

/** How far listing has come. */
export interface ListingView {
  readonly phase: 'idle' | 'listing' | 'complete' | 'failed';
  /** Accounts whose roles are known, of all. */
  readonly done: number;
  readonly total: number;
  readonly error: ErrorReply | null;
}

export type HostView =
  | { readonly state: 'unknown' | 'connecting' }
  | { readonly state: 'ready'; readonly version: string }
  | { readonly state: 'failed'; readonly error: ErrorReply };

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
  /** A portal tab is open in which no content script answers: it was open before the extension came. */
  readonly staleTab: boolean;
  readonly listing: ListingView;
  readonly host: HostView;
}

export const VIEW_KEY = 'view';

export interface IndexedAccount {
  readonly accountId: string;
  readonly accountName: string;
  readonly emailAddress: string;
  /** Null until they are loaded. */
  readonly roles: readonly string[] | null;
}

/** The cached list: names and ids, no secrets. */
export interface RoleIndex {
  /** `SessionView.key` of the session it belongs to. */
  readonly session: string;
  /** Epoch ms of the last complete listing; 0 before the first. */
  readonly listedAt: number;
  readonly accounts: readonly IndexedAccount[];
}

/** Storage key of a session's index: in `storage.local`, or in `storage.session` for private windows. */
export const indexKey = (session: string): string => `index ${session}`;

const SessionKey = v.pipe(v.string(), v.maxLength(1024));
const role = { session: SessionKey, accountId: AccountId, roleName: RoleName };
const token = v.pipe(v.string(), v.minLength(1), v.maxLength(16384), v.regex(/^[\x21-\x7e]+$/));

/** Marks the reply's type; the value itself is never used. */
const reply = <T>() => undefined as unknown as T;

export const messages = {
  /** The page's session: its token, and the region that the page names (unchecked). */
  'portal/session': {
    from: ['portal'],
    body: exactly({ token, region: v.nullable(v.pipe(v.string(), v.maxLength(64))) }),
    reply: reply<null>(),
  },
  /** The page has no session, or no longer. */
  'portal/signed-out': { from: ['portal'], body: exactly({}), reply: reply<null>() },

  /** The popup is open: refreshes the view, warms the host, lists what is not listed. */
  'popup/open': { from: ['popup'], body: exactly({}), reply: reply<View>() },
  /** The one click that trusts a portal; makes its session the current one. */
  'popup/use-portal': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<View>() },
  'popup/choose-session': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<View>() },
  /** The region, where the page could not tell it. */
  'popup/set-region': { from: ['popup'], body: exactly({ session: SessionKey, region: Region }), reply: reply<View>() },
  'popup/refresh': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<null>() },
  /** Puts these accounts' roles before the rest. */
  'popup/load-roles': {
    from: ['popup'],
    body: exactly({ session: SessionKey, accountIds: v.pipe(v.array(AccountId), v.maxLength(10_000)) }),
    reply: reply<null>(),
  },
  'popup/reload-portal-tab': { from: ['popup'], body: exactly({}), reply: reply<null>() },
  'popup/get-credentials': { from: ['popup'], body: exactly(role), reply: reply<RoleCredentials>() },
  'popup/write-profile': {
    from: ['popup'],
    body: exactly({ ...role, name: v.pipe(v.string(), v.maxLength(8192)), replace: v.boolean() }),
    reply: reply<{ readonly name: string; readonly expiration: number }>(),
  },

  'options/get-settings': { from: ['options', 'popup'], body: exactly({}), reply: reply<Settings>() },
  'options/set-settings': { from: ['options'], body: exactly({ settings: Settings }), reply: reply<Settings>() },
  /** Erases sessions, trusted portals and every cached index. */
  'options/forget-everything': { from: ['options'], body: exactly({}), reply: reply<null>() },
} as const satisfies Record<string, { from: readonly SenderClass[]; body: v.GenericSchema; reply: unknown }>;

export type MessageKind = keyof typeof messages;
export type MessageBody<Kind extends MessageKind> = v.InferOutput<(typeof messages)[Kind]['body']>;
export type MessageReply<Kind extends MessageKind> = (typeof messages)[Kind]['reply'];

/** A message on the wire: `{kind, body}` and nothing else. */
export interface Message<Kind extends MessageKind = MessageKind> {
  readonly kind: Kind;
  readonly body: MessageBody<Kind>;
}

export type Answer<Kind extends MessageKind> = { readonly ok: true; readonly value: MessageReply<Kind> } | ErrorReply;

/**
 * Reads an incoming message without trusting any of it.
 * @returns null when it is not one of ours, fits no schema, or this class of sender may not send it.
 */
export function readMessage(sender: SenderClass, message: unknown): Message | null {
  if (typeof message !== 'object' || message === null) return null;
  const { kind, body } = message as Record<string, unknown>;
  if (typeof kind !== 'string' || !Object.hasOwn(messages, kind)) return null;
  const known = messages[kind as MessageKind];
  if (!(known.from as readonly SenderClass[]).includes(sender)) return null;
  const parsed = v.safeParse(known.body as v.GenericSchema, body);
  return parsed.success ? ({ kind, body: parsed.output } as Message) : null;
}
