/**
 * Every refusal Keyferry can give: one code, one sentence that says what to do.
 * Append only: codes travel over the wire and stand in scripts; docs/PROTOCOL.md lists them and a test compares.
 * `{name}` places are filled from the error's params; no param may ever be a secret.
 */
export const errorSentences = {
  // Frames and versions
  BAD_FRAME: 'The browser sent a message that is not a frame of Keyferry ({why}); reload the extension.',
  BAD_REQUEST: 'The request was refused because {why}; nothing was changed.',
  UNKNOWN_KIND:
    'This version of the keyferry program does not know that request; update it with `npx keyferry install`.',
  VERSION:
    'The extension and the keyferry program speak different versions ({have} and {want}); update the older one, the program with `npx keyferry install`.',
  CALLER:
    'The keyferry host only answers its own extension, and {caller} is not it; run `keyferry doctor` to see the ids it knows.',
  TOO_LARGE: 'The message is larger than {limit}; send fewer profiles at once.',
  INTERNAL: 'Keyferry met a fault of its own ({where}); nothing was changed, please report it.',

  // Profile names and the user's files
  NAME_INVALID: 'The profile name was refused because {why}; choose another name.',
  NAMES_COLLIDE: 'Two profiles of this request share the name {name}; give each its own name.',
  PROFILE_EXISTS: 'The profile {name} already exists and {holds}; replace it on purpose or choose another name.',
  PROFILE_DEFAULT:
    'The profile default is what every tool uses when no profile is named; confirm that {role} should become it, or choose another name.',
  PROFILE_SHADOWED:
    'The profile {name} is {what} in {file} (line {line}), so the AWS CLI would ignore the keys written under it; choose another name.',
  FILE_AMBIGUOUS:
    '{file} has a line {line} that tools read differently ({why}), so nothing was changed; mend that line, then try again.',
  FILE_ENCODING:
    '{file} is not plain UTF-8 text ({why}), which the AWS CLI cannot read; save it as UTF-8, then try again.',
  FILE_NOT_REGULAR: '{file} is {what}, not a regular file of yours; nothing was changed.',
  FILE_OWNER: '{file} belongs to another user; write it as that user or choose another file.',
  FILE_UNSAFE_DIRECTORY:
    'Others may write in {directory}, so credentials are not safe there; run `chmod go-w {directory}`, then try again.',
  FILE_READ_ONLY: '{file} cannot be written ({why}), so nothing was changed; make it writable, then try again.',
  FILE_NO_SPACE:
    'There is no room left to write {file} ({why}), so nothing was changed; free some space, then try again.',
  FILE_IO: '{file} could not be written ({why}); nothing was changed.',
  FILE_BUSY: '{file} is locked by {holder}; wait for it to finish, or end that process, then try again.',
  FILE_CONTENDED: 'Another program keeps changing {file}; stop it for a moment, then try again.',
  PATH_INVALID: '{variable} does not name a usable place ({why}); set it to an absolute path.',

  // The portal and its API
  NO_SESSION: 'No portal session is known; sign in to your AWS access portal, then try again.',
  SESSION_CHANGED: 'The portal session has changed since this was shown; open the popup again.',
  SESSION_EXPIRED: 'The portal session has ended; sign in to the portal again.',
  PORTAL_UNTRUSTED: 'This portal has not been confirmed yet; press “Use this portal” first.',
  REGION_UNKNOWN: 'The portal did not name a region that AWS has; choose the region your portal is in.',
  ACCESS_WITHHELD: 'The browser does not let Keyferry reach {origin}; press “Allow access”.',
  NO_ACCESS: 'You have no access to {role} in account {account}; ask your administrator, or refresh the list.',
  ROLE_GONE: '{role} in account {account} is no longer there; refresh the list.',
  THROTTLED: 'The portal asks to slow down; wait a few seconds, then try again.',
  OFFLINE: 'The portal could not be reached; check the network, then try again.',
  TIMEOUT: 'The portal did not answer within {seconds} seconds; try again.',
  PORTAL_ANSWER: 'The portal gave an answer Keyferry does not understand ({why}); try again, then report it.',
  ALREADY_EXPIRED: 'The portal gave credentials that are already past their end; check the clock of this computer.',

  // The native host, as the browser sees it
  HOST_MISSING: 'The keyferry program is not installed for this browser; run `npx keyferry install`.',
  HOST_FORBIDDEN:
    'The keyferry program is installed but does not know this extension; run `npx keyferry install` again.',
  HOST_EXITED: 'The keyferry program ended unexpectedly; run `keyferry doctor`.',
  HOST_OLD: 'The keyferry program is older than this extension; update it with `npx keyferry install`.',
  HOST_NEW: 'The keyferry program is newer than this extension; update the extension.',
  HOST_TIMEOUT: 'The keyferry program did not answer within {seconds} seconds; run `keyferry doctor`.',

  // Shell exports
  VALUE_UNSAFE: 'This cannot be written safely for {shell} because {why}; choose another format.',

  // The command line
  USAGE: '{why}; see `keyferry --help`.',
  PROFILE_UNKNOWN: 'There is no profile {name} in {file}; run `keyferry status` to see those there are.',
  PROFILE_EXPIRED: 'The credentials of profile {name} ended {when}; write them again from the popup.',
  INSTALL_REFUSED: 'Nothing was installed because {why}.',

  // The extension's own pages
  WORKER_STOPPED: 'The browser stopped Keyferry before it could answer; try again.',
  CLIPBOARD_REFUSED: 'The browser did not let Keyferry write to the clipboard; keep the popup open and try again.',
  SYSTEM_REFUSED: 'keyferry {command} stopped because the system refused {what} ({why}); mend that, then run it again.',
  PROFILE_WITHOUT_KEYS:
    'The profile {name} in {file} has no keys of its own ({why}); write it from the popup, or choose another profile.',
  PROFILE_FOREIGN:
    'The profile {name} {why}, so Keyferry does not remove it and nothing was changed; edit {file} by hand if it should go.',
  PROFILES_EXIST: '{count} profiles already exist ({which}); replace them all on purpose, or choose other names.',
  MANY_PROFILES_EXIST:
    '{count} profiles of these names already exist, among them {which}, so nothing was changed; choose other names, or fewer roles at once.',
  CLI_PROFILE_EXISTS: 'The profile {name} is already in {file} (line {line}) and {holds}; choose another name.',
  CLI_PROFILE_SHADOWS:
    'The profile {name} has a section in {file} (line {line}), whose keys the AWS CLI would no longer use beside an SSO profile of that name; choose another name.',
  CLI_PROFILES_REFUSED:
    '{count} of the profiles cannot be set up, the first of them {name} ({why}); nothing was changed.',
  CLI_INDEX_MISSING:
    'No list of accounts and roles is kept here yet; set up CLI profiles for all of them in the popup once, then try again.',
  FILE_UNREADABLE: '{file} could not be read ({why}), so nothing was changed; mend that, then try again.',
  COMMAND_NOT_STARTED: 'The command {command} could not be started ({why}); check its name and its rights.',
} as const;

export type ErrorCode = keyof typeof errorSentences;
export type ErrorParams = Readonly<Record<string, string | number>>;

/** The sentence of a code with its places filled; an unfilled place stays visible as `{name}`. */
export function sentenceFor(code: ErrorCode, params: ErrorParams = {}): string {
  return errorSentences[code].replace(/\{(\w+)\}/g, (place, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : place,
  );
}

/** A refusal with its code; `message` is the full sentence, safe to show, log and send. */
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

/** What crosses a wire instead of an exception. A foreign error becomes INTERNAL without its text: that may hold a secret. */
export interface ErrorReply {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly message: string;
  /** Of a question: what would be lost, as a fingerprint that the answer gives back; see host-protocol.ts. */
  readonly seen?: string | undefined;
}

export function toErrorReply(error: unknown, where: string): ErrorReply {
  const known = error instanceof KeyferryError ? error : new KeyferryError('INTERNAL', { where });
  const { seen } = known.params;
  return { ok: false, code: known.code, message: known.message, ...(typeof seen === 'string' && { seen }) };
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorSentences, code);
}
