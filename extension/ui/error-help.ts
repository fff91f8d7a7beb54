import type { ErrorCode } from '#core/errors.ts';

/** The button an error is shown with. */
export type NextStep = 'retry' | 'sign-in' | 'refresh' | 'allow' | 'install' | 'none';

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
  VERSION: 'install',
  UNKNOWN_KIND: 'install',
  HOST_NEW: 'none',
  NAME_INVALID: 'none',
  NAMES_COLLIDE: 'none',
  PROFILE_SHADOWED: 'none',
  VALUE_UNSAFE: 'none',
};

export const nextStep = (code: ErrorCode): NextStep => steps[code] ?? 'retry';

/** After these the program may or may not have come to its one rename. */
const UNCERTAIN: ReadonlySet<ErrorCode> = new Set([
  'WORKER_STOPPED',
  'HOST_EXITED',
  'HOST_TIMEOUT',
  'INTERNAL',
  'FILE_CONTENDED',
]);

const saysItself = (message: string) => /nothing (was|is) changed/i.test(message);

/** What a failed write means for the user's file, or null where the error's own sentence says it. */
export function fileNote(code: ErrorCode, message: string): string | null {
  if (saysItself(message)) return null;
  if (UNCERTAIN.has(code)) {
    return 'Your credentials file is whole: it holds either the old profile or the new one. Writing again is safe.';
  }
  return 'Your credentials file was not changed.';
}

/**
 * The same of the config file and CLI profiles.
 * @param saving false where only a plan was asked for, which changes nothing.
 */
export function configNote(code: ErrorCode, message: string, saving: boolean): string | null {
  if (saysItself(message)) return null;
  return saving && UNCERTAIN.has(code)
    ? 'Your config file is whole: it holds either the old profiles or the new ones. Saving again is safe.'
    : 'Nothing was changed.';
}
