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
 * is the name of the sender. The worker trusts only the `sender` that the browser reports, and no field of the message.
 */

/**
 * `portal`: the content script in the top frame of a portal page. `popup` and `options`: the popup and the options
 * page. `question`: the window that asks the person whether a program may get keys.
 */
export type SenderClass = 'portal' | 'popup' | 'options' | 'question';

const SessionKey = v.pipe(v.string(), v.maxLength(1024));
const role = { session: SessionKey, accountId: AccountId, roleName: RoleName };
/** Profile names from the host's list. The worker finds the account and the role of each profile in that list. */
const names = v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.minLength(1), v.maxLength(500));
/** The wanted profile name. This schema accepts any text. Later `profileName` checks the text and reports errors. */
const wantedName = v.pipe(v.string(), v.maxLength(8192));
/** A page of the AWS console, such as `s3/home`. Later `consoleDestination` checks the text. */
const consolePage = v.optional(v.pipe(v.string(), v.maxLength(1024)));
/** `replace`: the person agreed to replace existing profiles. `seen`: the fingerprint from the confirmed question. */
const confirmation = { replace: v.boolean(), seen: v.optional(Seen) };
const namedRole = exactly({ accountId: AccountId, roleName: RoleName, name: wantedName });
/** The CLI profiles that the person wants. The worker itself knows the portal and the names of the accounts. */
const cliProfiles = exactly({
  session: SessionKey,
  roles: v.pipe(v.array(namedRole), v.minLength(1), v.maxLength(MAX_CLI_ROLES)),
  form: CliProfileForm,
  /** The template that made the profile names. Missing if there was no template. */
  template: v.optional(NameTemplate),
  /** Whether these are all roles of the portal, as far as the popup knows. The worker checks this. */
  whole: v.boolean(),
  /** Names of the `gone` profiles that the host removes. The person has agreed to remove them. */
  prune: v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.maxLength(1000)),
});
const token = v.pipe(v.string(), v.minLength(1), v.maxLength(16384), v.regex(/^[\x21-\x7e]+$/));

/** Result of a renewal. Each name is in `renewed` or in `failed`. */
export interface Renewal {
  readonly renewed: readonly { readonly name: string; readonly expiration: number }[];
  readonly failed: readonly { readonly name: string; readonly code: ErrorReply['code']; readonly message: string }[];
  /** Warnings of the host about the files. Never an empty list. */
  readonly warnings?: readonly string[];
}

/** Result of a request to write several profiles. Keyferry writes all of them or none. */
export type WrittenTogether =
  | {
      readonly is: 'written';
      readonly names: readonly string[];
      /** When the first of the profiles expires, in epoch ms. */
      readonly expiration: number;
      /** Warnings of the host about the files. Never an empty list. */
      readonly warnings?: readonly string[];
      /** Settings of the person that could not be written, one sentence each. Never an empty list. */
      readonly notes?: readonly string[];
    }
  /** Keyferry could not fetch the credentials of the roles in `failed`, so it wrote nothing. */
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

/** The region in the page, or null. It is not checked yet. `regionFrom`: the place of the region in the page. */
const pageRegion = {
  region: v.nullable(v.pipe(v.string(), v.maxLength(64))),
  regionFrom: v.optional(v.picklist(['env', 'meta'])),
};

/** All messages by kind: who may send it, the schema of its body, the type of its reply. */
export const messages = {
  /** The page has found the token of a session. The message also contains the region from the page. */
  'portal/session': { from: ['portal'], body: exactly({ token, ...pageRegion }), reply: reply<null>() },
  /** The user seems to be signed in, but the page cannot read a session cookie. */
  'portal/unreadable': { from: ['portal'], body: exactly(pageRegion), reply: reply<null>() },
  /** The page sees two different session cookies. Keyferry cannot know which of them belongs to the portal. */
  'portal/two-cookies': { from: ['portal'], body: exactly({}), reply: reply<null>() },
  /** The page has no session. The user has not signed in, or the session has ended. */
  'portal/signed-out': { from: ['portal'], body: exactly({}), reply: reply<null>() },

  /** The popup has opened. The worker refreshes the view, starts the host and continues the listing. */
  'popup/open': { from: ['popup'], body: exactly({}), reply: reply<View>() },
  /** After a failure, tries again to connect to the host, and does nothing else. The view shows the result. */
  'popup/retry-host': { from: ['popup'], body: exactly({}), reply: reply<null>() },
  /** The person confirms a portal for the user who is signed in. Keyferry then uses this session. */
  'popup/use-portal': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<View>() },
  'popup/choose-session': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<View>() },
  /** The region that the person chose because the page contains no region. */
  'popup/set-region': { from: ['popup'], body: exactly({ session: SessionKey, region: Region }), reply: reply<View>() },
  /** Whether the person wants to use a portal with a session cookie that only the browser can read, not the page. */
  'popup/want-portal': {
    from: ['popup'],
    body: exactly({ startUrl: v.pipe(v.string(), v.check(isStartUrl)), wanted: v.boolean() }),
    reply: reply<View>(),
  },
  'popup/refresh': { from: ['popup'], body: exactly({ session: SessionKey }), reply: reply<null>() },
  /** Loads the roles of these accounts before the roles of all other accounts. */
  'popup/load-roles': {
    from: ['popup'],
    body: exactly({ session: SessionKey, accountIds: v.pipe(v.array(AccountId), v.maxLength(10_000)) }),
    reply: reply<null>(),
  },
  /** Opens the AWS console with this role. The console shows `page`, or the page that the person set for the role. */
  'popup/open-console': { from: ['popup'], body: exactly({ ...role, page: consolePage }), reply: reply<null>() },
  /** Stops the running listing. After that, only `popup/load-roles` messages load roles. */
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
  /** Changes the person's own settings for an account or a role. An empty text or `false` removes a setting. */
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
    /** `notes`: sentences about settings of the person that could not be written. */
    reply: reply<{
      readonly name: string;
      readonly expiration: number;
      readonly warnings?: readonly string[];
      readonly notes?: readonly string[];
    }>(),
  },
  /** Fetches credentials for all these roles, then writes all profiles or none. The view shows the progress. */
  'popup/write-profiles': {
    from: ['popup'],
    body: exactly({
      session: SessionKey,
      roles: v.pipe(v.array(namedRole), v.minLength(1), v.maxLength(MAX_WRITTEN_TOGETHER)),
      ...confirmation,
    }),
    reply: reply<WrittenTogether>(),
  },
  /** Cancels a running `popup/write-profiles`, if the extension has sent nothing to the host yet. */
  'popup/cancel-writing': { from: ['popup'], body: exactly({}), reply: reply<null>() },

  /** Changes nothing. The reply says what a set-up of these profiles would change. */
  'popup/plan-cli-profiles': { from: ['popup'], body: cliProfiles, reply: reply<CliProfilesReply>() },
  'popup/save-cli-profiles': { from: ['popup'], body: cliProfiles, reply: reply<CliProfilesReply>() },

  /** Fetches new credentials for profiles of the session's portal, and writes all of them in one frame. */
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
  /** Turns `Keep fresh` on or off for profiles. The worker renews the keys of fresh profiles before they expire. */
  'popup/keep-fresh': { from: ['popup'], body: exactly({ names, on: v.boolean() }), reply: reply<null>() },
  /** Changes the permissions of the credentials file's folder. Then only the owner can write in the folder. */
  'popup/make-private': { from: ['popup'], body: exactly({}), reply: reply<null>() },

  ...liveMessages,
  ...optionsMessages,
} as const satisfies Record<string, { from: readonly SenderClass[]; body: v.GenericSchema; reply: unknown }>;

export type MessageKind = keyof typeof messages;
export type MessageBody<Kind extends MessageKind> = v.InferOutput<(typeof messages)[Kind]['body']>;
export type MessageReply<Kind extends MessageKind> = (typeof messages)[Kind]['reply'];

/** A message with its kind and its body. */
export interface Message<Kind extends MessageKind = MessageKind> {
  readonly kind: Kind;
  readonly body: MessageBody<Kind>;
}

/** The reply of the worker to a message. */
export type Answer<Kind extends MessageKind> = { readonly ok: true; readonly value: MessageReply<Kind> } | ErrorReply;

/**
 * Checks an incoming message.
 * @returns null if the kind is unknown, if the body does not match the schema, or if this kind of sender may not send
 * it
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
