/**
 * Every refusal that Keyferry can give. Each refusal has a code and short sentences on one line. The sentences say what
 * happened and what to do. docs/PROTOCOL.md lists the codes, and a test compares that list with this one. New codes
 * come last. No code is ever renamed or removed, because scripts, the extension and the native host compare codes.
 * Keyferry replaces `{name}` in a sentence with the param `name` of the error. No param may ever be a secret. The
 * sentence of INTERNAL does not say whether anything was changed, because Keyferry cannot know that.
 */
export const errorSentences = {
  // Frames and versions
  BAD_FRAME: 'The browser sent a message that Keyferry cannot read ({why}). Reload the extension.',
  BAD_REQUEST: 'The request was refused because {why}. Nothing was changed.',
  UNKNOWN_KIND: 'This version of Keyferry does not know this request. Update the extension and the keyferry program.',
  VERSION:
    'The extension and the keyferry program use different protocol versions ({have} and {want}). Update the older one.',
  CALLER:
    'The keyferry program answers only its own extension, and {caller} is not this extension. Install the extension and the keyferry program again, both from the same release or clone.',
  TOO_LARGE: 'The message is larger than {limit}. Send fewer profiles at once.',
  INTERNAL: 'Keyferry ran into an internal error ({where}). Please report it.',

  // Profile names and the user's files
  NAME_INVALID: 'The profile name was refused because {why}. Choose another name.',
  NAMES_COLLIDE: 'Two profiles in this request have the name {name}. Give each its own name.',
  PROFILE_EXISTS: 'The profile {name} already exists and {holds}. Replace it, or choose another name.',
  PROFILE_DEFAULT:
    'Every tool uses the profile default when no profile is named. Confirm that this profile should contain keys of {role}, or choose another name.',
  PROFILE_SHADOWED:
    'The profile {name} is {what} in {file} (line {line}), so the AWS CLI would ignore the keys written under it. Choose another name.',
  FILE_AMBIGUOUS:
    'Tools read line {line} of {file} differently ({why}). Nothing was changed. Fix that line, then try again.',
  FILE_ENCODING:
    '{file} is not plain UTF-8 text ({why}), so the AWS CLI cannot read it. Save it as UTF-8, then try again.',
  FILE_NOT_REGULAR: '{file} is {what}, not a regular file. Nothing was changed. Move it away, then try again.',
  FILE_OWNER: '{file} belongs to {owner}. Nothing was changed. First {remedy}, then try again.',
  FILE_UNSAFE_DIRECTORY:
    'Other users can write in {directory}, so credentials are not safe there. Run `chmod go-w {directory}`, then try again.',
  FILE_READ_ONLY: '{file} cannot be written ({why}). Nothing was changed. First {remedy}, then try again.',
  FILE_NO_SPACE: 'There is no space to write {file} ({why}). Nothing was changed. Free some space, then try again.',
  FILE_IO: '{file} could not be written ({why}). Nothing was changed.',
  FILE_BUSY: '{file} is locked by {holder}. First {remedy}, then try again.',
  FILE_CONTENDED: 'Another program keeps changing {file}. Stop it for a moment, then try again.',
  PATH_INVALID: '{variable} does not name a usable path ({why}). Set it to an absolute path.',

  // The portal and its API
  NO_SESSION: 'Keyferry knows no portal session. Sign in to your AWS access portal, then try again.',
  SESSION_CHANGED: 'The portal session has changed since the popup showed it. Open the popup again.',
  SESSION_EXPIRED: 'The portal session has ended. Sign in to the portal again.',
  PORTAL_UNTRUSTED: 'You have not confirmed this portal for this user yet. Press “Use this portal” first.',
  REGION_UNKNOWN: 'The portal did not name a known AWS region. Choose the region of your portal.',
  ACCESS_WITHHELD: 'The browser does not let Keyferry reach {origin}. Press “Allow access”.',
  NO_ACCESS: 'You have no access to {role} in account {account}. Ask your administrator, or refresh the list.',
  ROLE_GONE: 'The portal no longer has {role} in account {account}. Refresh the list.',
  THROTTLED: 'The portal asks to slow down. Wait a few seconds, then try again.',
  OFFLINE: 'The portal could not be reached. Check the network, then try again.',
  TIMEOUT: 'The portal did not answer within {seconds} seconds. Try again.',
  PORTAL_ANSWER:
    'The portal gave an answer that Keyferry does not understand ({why}). Try again. If it fails again, report it.',
  ALREADY_EXPIRED: 'The portal returned credentials that have already expired. Check the clock of this computer.',

  // Problems that the browser reports about the native host
  HOST_MISSING: 'The keyferry program is not installed for this browser. Install it, then try again.',
  HOST_FORBIDDEN: 'The keyferry program is installed but does not know this extension. Install it again.',
  HOST_EXITED: 'The keyferry program ended unexpectedly. Run `keyferry doctor`.',
  HOST_OLD: 'The keyferry program is older than this extension. Install the newer one.',
  HOST_NEW: 'The keyferry program is newer than this extension. Update the extension.',
  HOST_TIMEOUT: 'The keyferry program did not answer within {seconds} seconds. Run `keyferry doctor`.',

  // Shell exports
  VALUE_UNSAFE: 'These values cannot be written safely for {shell} because {why}. Choose another format.',

  // Commands of the keyferry program
  USAGE: '{why}; see `{help}`.',
  PROFILE_UNKNOWN: 'There is no profile {name} in {file}. Run `keyferry status` to see all profiles.',
  PROFILE_EXPIRED: 'The credentials of profile {name} expired {when}. {remedy}.',
  INSTALL_REFUSED: 'Nothing was installed because {why}.',

  // The extension's own pages
  WORKER_STOPPED: 'The browser stopped Keyferry before it could answer. Try again.',
  CLIPBOARD_REFUSED: 'The browser did not let Keyferry write to the clipboard. Keep the popup open and try again.',
  SYSTEM_REFUSED: 'keyferry {command} stopped because the system refused {what} ({why}). Fix that, then run it again.',
  PROFILE_WITHOUT_KEYS: 'The profile {name} ({file}, line {line}) has no keys of its own because {why}. {remedy}.',
  PROFILE_FOREIGN:
    'The profile {name} {why}, so Keyferry does not remove it. Nothing was changed. To remove it, edit {file} by hand.',
  PROFILES_EXIST: '{count} profiles already exist ({which}). Replace them all, or choose other names.',
  MANY_PROFILES_EXIST:
    '{count} profiles with these names already exist, among them {which}. Nothing was changed. Choose other names, or fewer roles at once.',
  CLI_PROFILE_EXISTS: 'The profile {name} is already in {file} (line {line}) and {holds}. Choose another name.',
  CLI_PROFILE_SHADOWS:
    'The profile {name} has a section in {file} (line {line}). If an SSO profile had the same name, the AWS CLI would no longer use the keys in that section. Choose another name.',
  CLI_PROFILES_REFUSED: '{count} of the profiles cannot be set up. The first is {name}: {why}. Nothing was changed.',
  CLI_INDEX_MISSING:
    'Keyferry has no list of accounts and roles here. Let the terminal see all roles in the options of the extension, or set up CLI profiles for all of them in the popup, then try again.',
  FILE_UNREADABLE: '{file} could not be read ({why}). Nothing was changed. Fix that, then try again.',
  COMMAND_NOT_STARTED: 'The command {command} could not be started ({why}). Check its name and its permissions.',
  PROFILE_OTHER_IDENTITY:
    'The profile {name} is {what} ({file}, line {line}), and {effect}. Its keys were not given out. To use this profile, set AWS_PROFILE={name}.',
  PROFILE_READ_DIFFERENTLY: 'Line {line} of {file} {what}. The keys of profile {name} were not given out. {remedy}.',
  PROFILE_ENDS_SOON: 'The credentials of profile {name} expire in {left}, and --min-ttl asks for {wanted}. {remedy}.',
  PROFILES_MISSING: 'There are no profiles in {file}. Write one in the popup.',
  HOST_NO_NODE:
    'The keyferry program needs Node 20 or newer, and none was found. Install Node from nodejs.org, then install Keyferry again.',
  FILE_MODES_IGNORED:
    '{directory} is on a file system that ignores chmod, so credentials are not safe there. Nothing was changed. Set AWS_SHARED_CREDENTIALS_FILE to a file in your own home folder, install Keyferry again and restart the browser.',
  PROFILE_OF_OTHER_USER:
    'The profile {name} {why}, so it was not renewed. Open its role in the popup and write the profile again.',

  // Live profiles
  LIVE_REFUSED: 'Keyferry gives out no keys for the profile {name} now. Open Keyferry in the browser to see why.',
  LIVE_NOT_SET_UP: 'The profile {name} is not set up for live keys. Open its role in the popup and set it up again.',
  LIVE_NOT_MINE: 'Another browser set up the profile {name}.',
  LIVE_ASKING:
    'Keyferry asks in the browser whether {program} may use the profile {name}. Allow it there, then run the command again.',
  LIVE_BUSY: 'Keyferry has too many requests at once. Run the command again.',
  LIVE_SIGN_IN: 'The portal session has ended. Sign in at {portal}, then run the command again.',
  LIVE_NO_BROWSER:
    'The browser that set up the profile {name} does not answer. Start it and sign in at {portal}, then run the command again. If it runs already, set the profile up again in Keyferry.',
  LIVE_OTHER_ACCOUNT:
    'The keys are of account {account}, but the profile {name} was set up for account {wanted}. They were not given out. Set the profile up again.',
  LIVE_SOCKET: '{folder} is not safe for a socket because {why}. {remedy}.',
  LIVE_UNAVAILABLE: 'Live profiles are not available because {why}. {remedy}.',
  LIVE_LINE: 'Keyferry does not answer this request because {why}.',
  LIVE_KEYS_EXIST:
    'The profile {name} has a section with keys in {file} (line {line}), and every tool would use these keys instead of live keys. Remove that section, or choose another name.',

  // The file with favourites and labels
  IMPORT_REFUSED: 'Nothing was imported because {why}. {remedy}.',
  QUESTION_ENDED: 'This question has ended, so nothing was allowed. Run the command again.',
  FRESH_REFUSED: 'The switch Keep fresh was not changed because {why}.',
  LIVE_PROFILE_EXISTS:
    'The profile {name} is a live profile ({file}, line {line}), and every tool would use the new keys instead of live keys. Stop it in the popup first, or choose another name.',

  // Commands that search roles, or that ask the browser for something
  LIVE_NO_ANSWER: 'No browser with Keyferry answers. Start the browser, then run the command again.',
  ROLE_UNKNOWN: 'No role matches {query}. Run `keyferry list` to see all roles.',
  ROLE_NOT_LISTED:
    'No role matches {query}. Roles without a profile are not known here: let the terminal see all roles in the options of the extension.',
  ROLES_MATCH:
    '{count} roles match {query}, among them {names}. Type more of the name, or choose in a terminal with `keyferry use`.',
  PROFILE_NO_EARLIER: 'This shell has used no earlier profile. Type a profile name after `keyferry use`.',
  PROFILE_NOT_WRITTEN:
    'The profile {name} has no keys that Keyferry wrote, so it was not renewed. Run `keyferry status` to see all profiles.',
  SET_UP_ASKING:
    'Keyferry asks in the browser whether to set up the profile {name}. Answer there, then run the command again.',
  SET_UP_REFUSED: 'The profile {name} was not set up because {why}. {remedy}.',
  LIVE_OTHER_ROLE:
    'The keys are of the role {role}, but the profile {name} was set up for {wanted}. They were not given out. Set the profile up again.',
  LIVE_LOCKED:
    'Keyferry does nothing for programs now, because live profiles are locked or turned off. Open Keyferry in the browser, then run the command again.',
  PORTAL_NONE:
    'Keyferry knows no portal yet. Open your AWS access portal in the browser and press “Use this portal” in the popup, then run the command again.',
  PORTAL_UNKNOWN: 'Keyferry knows no such portal. Name one of {names}, or confirm the other portal in the popup first.',
  PORTALS_MATCH: 'Keyferry knows {count} such portals. Name one of {names}.',
  LOGIN_WAITED:
    'Keyferry saw no sign-in to {portal} within {time}. Sign in there, then run the command again. If you have signed in as another user, press “Use this portal” in the popup.',
  SERVICE_UNKNOWN: 'Keyferry knows no such service of the console. Run `keyferry console --help` to see all names.',
  TERMINAL_BUSY: 'The browser is still busy with another command. Run the command again when that one has ended.',
  TERMINAL_SILENCED:
    'Commands have asked the browser too often, so it opens nothing for them now. Open Keyferry in the browser once, then run the command again.',
  ENDPOINT_KEYS:
    'The keys of profile {name} are not temporary keys with a known expiry, and an endpoint gives only such keys. Run the command with `keyferry exec` without --endpoint.',
  LIVE_NOT_SHARED:
    'This socket does not give {what}. It gives only keys of the profiles that were named when it was opened.',
  SSH_FAILED:
    'There is no socket for keys on {host} because {why}. Run `ssh {host}` to see whether the host can be reached.',
} as const;

export type ErrorCode = keyof typeof errorSentences;
export type ErrorParams = Readonly<Record<string, string | number>>;

/** The sentence of an error code, with its params filled in. If a param is missing, its `{name}` stays in the text. */
export function sentenceFor(code: ErrorCode, params: ErrorParams = {}): string {
  return errorSentences[code].replace(/\{(\w+)\}/g, (gap, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : gap,
  );
}

/** A refusal with its code. `message` is the full sentence, which is safe to show, log and send. */
export class KeyferryError extends Error {
  override readonly name = 'KeyferryError';
  readonly code: ErrorCode;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, params: ErrorParams = {}) {
    super(sentenceFor(code, params));
    this.code = code;
    this.params = params;
  }
}

/** An error in a frame or message. */
export interface ErrorReply {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly message: string;
  /**
   * The fingerprint of the content that the request would overwrite. It is set only if the person may confirm the
   * request. The confirmed request contains the same fingerprint (`Seen`, frame.ts).
   */
  readonly seen?: string | undefined;
}

/**
 * Converts an error to the form in which it is sent. An error that is not a KeyferryError becomes INTERNAL without its
 * own text, because that text may contain a secret.
 * @param where the name of the part that failed, for the sentence of INTERNAL
 */
export function toErrorReply(error: unknown, where: string): ErrorReply {
  const known = error instanceof KeyferryError ? error : new KeyferryError('INTERNAL', { where });
  const { seen } = known.params;
  return { ok: false, code: known.code, message: known.message, ...(typeof seen === 'string' && { seen }) };
}

/** Whether `errorSentences` has a sentence for `code`. Names that objects inherit, such as `toString`, do not count. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorSentences, code);
}
