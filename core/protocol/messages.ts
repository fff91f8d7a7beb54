import * as v from 'valibot';
import { AccountId, Region, type RoleCredentials, RoleName } from '../credentials.ts';
import type { ErrorReply } from '../errors.ts';
import { AccountWish, RoleWish } from '../personal-change.ts';
import { isStartUrl } from '../portals/portals.ts';
import { exactly } from '../schema.ts';
import { CliProfileForm, type CliProfilesReply, MAX_CLI_ROLES, NameTemplate } from './cli-profiles.ts';
import { Seen } from './host-protocol.ts';
import { liveMessages } from './live-messages.ts';
import { optionsMessages } from './options-messages.ts';
import { reply } from './reply-type.ts';
import { MAX_WRITTEN_TOGETHER, type View } from './view.ts';

export type { ImportPreview, KnownPortal } from './options-messages.ts';
export * from './view.ts';

/*
 * Every message between the extension's own parts: who may send it, its body, and its reply. The first word of a kind
 * names the sender. The worker trusts the `sender` that the browser gives, never a field of the message.
 */

/**
 * `portal`: the content script in the top frame of a portal page. `popup` and `options`: those pages. `question`: the
 * page of the question window.
 */
export type SenderClass = 'portal' | 'popup' | 'options' | 'question';

const SessionKey = v.pipe(v.string(), v.maxLength(1024));
const role = { session: SessionKey, accountId: AccountId, roleName: RoleName };
/** Profile names from the host's list. A message needs no account or role, because that list contains both. */
const names = v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.minLength(1), v.maxLength(500));
/** Any text. `profileName` decides whether it is a valid name, and says why not. */
const wantedName = v.pipe(v.string(), v.maxLength(8192));
/** A console page such as `s3/home`. `consoleDestination` decides whether it is valid. */
const consolePage = v.optional(v.pipe(v.string(), v.maxLength(1024)));
/** Whether the person agreed to replace existing profiles, and the fingerprint of the question. */
const confirmation = { replace: v.boolean(), seen: v.optional(Seen) };
const namedRole = exactly({ accountId: AccountId, roleName: RoleName, name: wantedName });
/** The CLI profiles that the person wants. The worker itself knows the portal and the names of its accounts. */
const cliProfiles = exactly({
  session: SessionKey,
  roles: v.pipe(v.array(namedRole), v.minLength(1), v.maxLength(MAX_CLI_ROLES)),
  form: CliProfileForm,
  /** The template from which the names were made; missing if there was no template. */
  template: v.optional(NameTemplate),
  /** Whether these are all roles of the portal, as far as the page knows. The worker checks this. */
  whole: v.boolean(),
  /** Names of `gone` profiles that the person agreed to remove. */
  prune: v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.maxLength(1000)),
});
const token = v.pipe(v.string(), v.minLength(1), v.maxLength(16384), v.regex(/^[\x21-\x7e]+$/));

/** Result of a renewal. Each name is in one of the two lists. */
export interface Renewal {
  readonly renewed: readonly { readonly name: string; readonly expiration: number }[];
  readonly failed: readonly { readonly name: string; readonly code: ErrorReply['code']; readonly message: string }[];
  /** The host's sentences about the files. If present, at least one sentence. */
  readonly warnings?: readonly string[];
}

/** Result of writing several profiles together: all or none are written. */
export type WrittenTogether =
  | {
      readonly is: 'written';
      readonly names: readonly string[];
      /** Epoch ms when the first of the profiles expires. */
      readonly expiration: number;
      /** The host's sentences about the files; at least one, if present. */
      readonly warnings?: readonly string[];
      /** Sentences about choices of the person that were not written. If present, at least one sentence. */
      readonly notes?: readonly string[];
    }
  /** The credentials of these roles could not be fetched, so nothing was written. */
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

/** The region that the page names, not yet checked; null if it names none. `regionFrom` says where it was read. */
const pageRegion = {
  region: v.nullable(v.pipe(v.string(), v.maxLength(64))),
  regionFrom: v.optional(v.picklist(['env', 'meta'])),
};

/** All messages by kind: who may send it, the schema of its body, the type of its reply. */
export const messages = {
  /** The page has this session: its token, and the region that the page names. */
  'portal/session': { from: ['portal'], body: exactly({ token, ...pageRegion }), reply: reply<null>() },
  /** The page seems to be signed in but cannot read a session cookie. */
  'portal/unreadable': { from: ['portal'], body: exactly(pageRegion), reply: reply<null>() },
  /** The page sees two different cookies with the session's name, so it is unclear which is the portal's. */
  'portal/two-cookies': { from: ['portal'], body: exactly({}), reply: reply<null>() },
  /** The page has no session: it never had one, or it has lost it. */
  'portal/signed-out': { from: ['portal'], body: exactly({}), reply: reply<null>() },

  /** The popup is open: refreshes the view, starts the host, continues the listing. */
  'popup/open': { from: ['popup'], body: exactly({}), reply: reply<View>() },
  /** Tries again to reach a host that was missing, and does nothing else. The view shows the result. */
  'popup/retry-host': { from: ['popup'], body: exactly({}), reply: reply<null>() },
  /** The click that confirms a portal for its signed-in user. The portal's session becomes the current one. */
  'popup/use-portal': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<View>() },
  'popup/choose-session': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<View>() },
  /** The region that the person chose because the page does not name one. */
  'popup/set-region': { from: ['popup'], body: exactly({ session: SessionKey, region: Region }), reply: reply<View>() },
  /** Whether the person wants to use a portal from which only the browser can read the session. */
  'popup/want-portal': {
    from: ['popup'],
    body: exactly({ startUrl: v.pipe(v.string(), v.check(isStartUrl)), wanted: v.boolean() }),
    reply: reply<View>(),
  },
  'popup/refresh': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<null>() },
  /** Loads the roles of these accounts before the others. */
  'popup/load-roles': {
    from: ['popup'],
    body: exactly({ session: SessionKey, accountIds: v.pipe(v.array(AccountId), v.maxLength(10_000)) }),
    reply: reply<null>(),
  },
  /** Opens the console with that role, at `page` or at the page that the person set for the role. */
  'popup/open-console': { from: ['popup'], body: exactly({ ...role, page: consolePage }), reply: reply<null>() },
  /** Stops the running listing. After that, only roles of accounts in `popup/load-roles` are loaded. */
  'popup/stop-listing': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<null>() },
  /** Continues a stopped listing. */
  'popup/resume-listing': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<null>() },
  /** The user has seen what changed in the list. */
  'popup/seen-changes': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<null>() },
  'popup/set-favourite': {
    from: ['popup'],
    body: exactly({ ...role, favourite: v.boolean() }),
    reply: reply<null>(),
  },
  /** The person's own settings for an account or a role. An empty text or `false` removes the setting. */
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
    /** `notes`: sentences about choices of the person that were not written. */
    reply: reply<{
      readonly name: string;
      readonly expiration: number;
      readonly warnings?: readonly string[];
      readonly notes?: readonly string[];
    }>(),
  },
  /** Fetches credentials for each role and writes all profiles in one frame, or none. The view shows the progress. */
  'popup/write-profiles': {
    from: ['popup'],
    body: exactly({
      session: SessionKey,
      roles: v.pipe(v.array(namedRole), v.minLength(1), v.maxLength(MAX_WRITTEN_TOGETHER)),
      ...confirmation,
    }),
    reply: reply<WrittenTogether>(),
  },
  /** Cancels writing several profiles, as long as nothing has been sent to the host. */
  'popup/cancel-writing': { from: ['popup'], body: exactly({}), reply: reply<null>() },

  /** Replies with what setting up these profiles would change. */
  'popup/plan-cli-profiles': { from: ['popup'], body: cliProfiles, reply: reply<CliProfilesReply>() },
  'popup/save-cli-profiles': { from: ['popup'], body: cliProfiles, reply: reply<CliProfilesReply>() },

  /** Fetches new credentials for these profiles of the session's portal, and writes all profiles in one frame. */
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
  /** Keeps written profiles of the portal in use fresh, or stops this. */
  'popup/keep-fresh': { from: ['popup'], body: exactly({ names, on: v.boolean() }), reply: reply<null>() },
  /** Changes the mode of the credentials file's folder, so that only the user can write in it. */
  'popup/make-private': { from: ['popup'], body: exactly({}), reply: reply<null>() },

  ...liveMessages,
  ...optionsMessages,
} as const satisfies Record<string, { from: readonly SenderClass[]; body: v.GenericSchema; reply: unknown }>;

export type MessageKind = keyof typeof messages;
export type MessageBody<Kind extends MessageKind> = v.InferOutput<(typeof messages)[Kind]['body']>;
export type MessageReply<Kind extends MessageKind> = (typeof messages)[Kind]['reply'];

/** A message as it is sent. */
export interface Message<Kind extends MessageKind = MessageKind> {
  readonly kind: Kind;
  readonly body: MessageBody<Kind>;
}

/** The worker's reply to a message. */
export type Answer<Kind extends MessageKind> = { readonly ok: true; readonly value: MessageReply<Kind> } | ErrorReply;

/**
 * Checks an incoming message.
 * @returns null if the kind is unknown, if the body does not match the schema, or if this class of sender may not send
 * it.
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
