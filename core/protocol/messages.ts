import * as v from 'valibot';
import { AccountId, Region, type RoleCredentials, RoleName } from '../credentials.ts';
import type { ErrorReply } from '../errors.ts';
import { AccountWish, RoleWish } from '../personal-change.ts';
import { isStartUrl } from '../portals/portals.ts';
import { exactly } from '../schema.ts';
import { Settings } from '../settings.ts';
import { CliProfileForm, type CliProfilesReply, MAX_CLI_ROLES, NameTemplate } from './cli-profiles.ts';
import { Seen } from './host-protocol.ts';
import { MAX_WRITTEN_TOGETHER, type View } from './view.ts';

export * from './view.ts';

/*
 * Every message between the extension's own parts: who may send it, what it holds, what it is answered with.
 * The kind says the direction. The worker decides on the browser's `sender`, never on a field in here.
 */

/** `portal`: the content script in the top frame of a portal page. `page`: the popup. `options`: the options page. */
export type SenderClass = 'portal' | 'popup' | 'options';

const SessionKey = v.pipe(v.string(), v.maxLength(1024));
const role = { session: SessionKey, accountId: AccountId, roleName: RoleName };
/** Names as the host listed them; what they stand for is looked up there, never taken from a message. */
const names = v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.minLength(1), v.maxLength(500));
/** Any text here: `profileName` decides and says why not. */
const wantedName = v.pipe(v.string(), v.maxLength(8192));
/** Whether the person said that what is there may go, and of which question. */
const confirmation = { replace: v.boolean(), seen: v.optional(Seen) };
const namedRole = exactly({ accountId: AccountId, roleName: RoleName, name: wantedName });
/** What the portal is, and what its accounts are called, the worker knows; the rest is the person's wish. */
const cliProfiles = exactly({
  session: SessionKey,
  roles: v.pipe(v.array(namedRole), v.minLength(1), v.maxLength(MAX_CLI_ROLES)),
  form: CliProfileForm,
  /** Where the names came from, if from one. */
  template: v.optional(NameTemplate),
  /** All roles of the portal are meant; the worker looks whether they are. */
  whole: v.boolean(),
  /** Names of gone profiles that the person agreed to remove. */
  prune: v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.maxLength(1000)),
});
const token = v.pipe(v.string(), v.minLength(1), v.maxLength(16384), v.regex(/^[\x21-\x7e]+$/));

/** What a renewal came to; both lists together hold each name once. */
export interface Renewal {
  readonly renewed: readonly { readonly name: string; readonly expiration: number }[];
  readonly failed: readonly { readonly name: string; readonly code: ErrorReply['code']; readonly message: string }[];
}

/** What writing several roles together came to: all of it or nothing. */
export type WrittenTogether =
  | {
      readonly is: 'written';
      readonly names: readonly string[];
      /** Epoch ms of the first end. */
      readonly expiration: number;
    }
  /** These could not be fetched, so nothing was written. */
  | {
      readonly is: 'not-fetched';
      readonly failed: readonly {
        readonly accountId: string;
        readonly roleName: string;
        readonly code: ErrorReply['code'];
        readonly message: string;
      }[];
    }
  | { readonly is: 'cancelled' };

/** Marks the reply's type; the value itself is never used. */
const reply = <T>() => undefined as unknown as T;

/** The region that the page names (unchecked), and where; without a `regionFrom` it named none. */
const pageRegion = {
  region: v.nullable(v.pipe(v.string(), v.maxLength(64))),
  regionFrom: v.optional(v.picklist(['env', 'meta'])),
};

export const messages = {
  /** The page's session: its token and the region that the page names. */
  'portal/session': { from: ['portal'], body: exactly({ token, ...pageRegion }), reply: reply<null>() },
  /** The page seems to be signed in and has no cookie that it can read. */
  'portal/unreadable': { from: ['portal'], body: exactly(pageRegion), reply: reply<null>() },
  /** The page has no session, or no longer. */
  'portal/signed-out': { from: ['portal'], body: exactly({}), reply: reply<null>() },

  /** The popup is open: refreshes the view, warms the host, lists what is not listed. */
  'popup/open': { from: ['popup'], body: exactly({}), reply: reply<View>() },
  /** Tries again to reach a host that was missing, and nothing else; the view shows the result. */
  'popup/retry-host': { from: ['popup'], body: exactly({}), reply: reply<null>() },
  /** The one click that trusts a portal; makes its session the current one. */
  'popup/use-portal': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<View>() },
  'popup/choose-session': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<View>() },
  /** The region, where the page could not tell it. */
  'popup/set-region': { from: ['popup'], body: exactly({ session: SessionKey, region: Region }), reply: reply<View>() },
  /** Whether a portal whose session only the browser can read is wanted; a new region's is known by this alone. */
  'popup/want-portal': {
    from: ['popup'],
    body: exactly({ startUrl: v.pipe(v.string(), v.check(isStartUrl)), wanted: v.boolean() }),
    reply: reply<View>(),
  },
  'popup/refresh': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<null>() },
  /** Puts these accounts' roles before the rest. */
  'popup/load-roles': {
    from: ['popup'],
    body: exactly({ session: SessionKey, accountIds: v.pipe(v.array(AccountId), v.maxLength(10_000)) }),
    reply: reply<null>(),
  },
  /** Opens the console as that role, by way of the portal, where the session's cookies are. */
  'popup/open-console': { from: ['popup'], body: exactly(role), reply: reply<null>() },
  /** Ends the listing that is under way: only what is asked for by `popup/load-roles` goes on. */
  'popup/stop-listing': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<null>() },
  /** Goes on where it was stopped. */
  'popup/resume-listing': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<null>() },
  /** The user has seen what came and went. */
  'popup/seen-changes': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<null>() },
  'popup/set-favourite': {
    from: ['popup'],
    body: exactly({ ...role, favourite: v.boolean() }),
    reply: reply<null>(),
  },
  /** What the person says of an account, or of one role in it; empty and false take it back. */
  'popup/customise-account': {
    from: ['popup'],
    body: exactly({ session: SessionKey, accountId: AccountId, wish: AccountWish }),
    reply: reply<null>(),
  },
  'popup/customise-role': { from: ['popup'], body: exactly({ ...role, wish: RoleWish }), reply: reply<null>() },
  'popup/reload-portal-tab': { from: ['popup'], body: exactly({}), reply: reply<null>() },
  'popup/get-credentials': { from: ['popup'], body: exactly(role), reply: reply<RoleCredentials>() },
  'popup/write-profile': {
    from: ['popup'],
    body: exactly({ ...role, name: wantedName, ...confirmation }),
    reply: reply<{ readonly name: string; readonly expiration: number }>(),
  },
  /** Fetches credentials for each role and writes all in one frame, or none; how far it is stands in the view. */
  'popup/write-profiles': {
    from: ['popup'],
    body: exactly({
      session: SessionKey,
      roles: v.pipe(v.array(namedRole), v.minLength(1), v.maxLength(MAX_WRITTEN_TOGETHER)),
      ...confirmation,
    }),
    reply: reply<WrittenTogether>(),
  },
  /** Calls off the writing of several roles, as long as nothing has gone to the host. */
  'popup/cancel-writing': { from: ['popup'], body: exactly({}), reply: reply<null>() },

  /** What setting these profiles up in the config file would do. */
  'popup/plan-cli-profiles': { from: ['popup'], body: cliProfiles, reply: reply<CliProfilesReply>() },
  'popup/save-cli-profiles': { from: ['popup'], body: cliProfiles, reply: reply<CliProfilesReply>() },

  /** Fetches credentials for each anew and writes all in one frame; only profiles of the session's own portal. */
  'popup/renew-profiles': {
    from: ['popup'],
    body: exactly({ session: SessionKey, names }),
    reply: reply<Renewal>(),
  },
  'popup/remove-profiles': {
    from: ['popup'],
    body: exactly({ names }),
    reply: reply<{ readonly removed: readonly string[] }>(),
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
