import type { ErrorCode } from '#core/errors.ts';

/** What the user can do after an error. The popup shows it as a button or a command. */
export type NextStep = 'retry' | 'sign-in' | 'refresh' | 'allow' | 'install' | 'make-private' | 'none';

const steps: Partial<Record<ErrorCode, NextStep>> = {
  NO_SESSION: 'sign-in',
  SESSION_EXPIRED: 'sign-in',
  SESSION_CHANGED: 'refresh',
  NO_ACCESS: 'refresh',
  ROLE_GONE: 'refresh',
  ACCESS_WITHHELD: 'allow',
  HOST_MISSING: 'install',
  HOST_FORBIDDEN: 'install',
  HOST_OLD: 'install',
  HOST_NO_NODE: 'install',
  VERSION: 'install',
  UNKNOWN_KIND: 'install',
  HOST_NEW: 'none',
  NAME_INVALID: 'none',
  NAMES_COLLIDE: 'none',
  PROFILE_SHADOWED: 'none',
  LIVE_PROFILE_EXISTS: 'none',
  LIVE_KEYS_EXIST: 'none',
  LIVE_UNAVAILABLE: 'none',
  QUESTION_ENDED: 'none',
  FRESH_REFUSED: 'none',
  VALUE_UNSAFE: 'none',
  FILE_UNSAFE_DIRECTORY: 'make-private',
};

/** The next step after an error. For an error code without an entry, it is `retry`. */
export const nextStep = (code: ErrorCode): NextStep => steps[code] ?? 'retry';

/** After these errors, the popup cannot know whether the host has replaced the file. */
const UNCERTAIN: ReadonlySet<ErrorCode> = new Set([
  'WORKER_STOPPED',
  'HOST_EXITED',
  'HOST_TIMEOUT',
  'INTERNAL',
  'FILE_CONTENDED',
]);

const namesTheFile = (message: string) => /nothing (was|is) changed/i.test(message);

/**
 * A sentence that says whether the credentials file changed although the write failed. Null if the error's own message
 * already says this.
 */
export function fileNote(code: ErrorCode, message: string): string | null {
  if (namesTheFile(message)) return null;
  if (UNCERTAIN.has(code)) {
    return 'Your credentials file is intact: it contains either the old profile or the new one. Writing again is safe.';
  }
  return 'Your credentials file was not changed.';
}

/**
 * A sentence that says whether the config file changed although the request failed. Null if the error's own message
 * already says this.
 * @param saving false if the host was only asked for a plan. A plan changes nothing.
 */
export function configNote(code: ErrorCode, message: string, saving: boolean): string | null {
  if (namesTheFile(message)) return null;
  return saving && UNCERTAIN.has(code)
    ? 'Your config file is intact: it contains either the old profiles or the new ones. Saving again is safe.'
    : 'Nothing was changed.';
}
