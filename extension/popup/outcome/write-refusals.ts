import type { ErrorCode } from '#core/errors.ts';
import type { CliProfileForm } from '#core/protocol/cli-profiles.ts';

const QUESTIONS: ReadonlySet<ErrorCode> = new Set(['PROFILE_EXISTS', 'PROFILE_DEFAULT', 'PROFILES_EXIST']);

/** Whether a write that was refused with `code` is possible if the user agrees. */
export const isQuestion = (code: ErrorCode): boolean => QUESTIONS.has(code);

/**
 * Whether a write was refused with `code` because the config file already has a profile with this name. Under another
 * name, the keys can be written.
 */
export const isShadowed = (code: ErrorCode): boolean => code === 'PROFILE_SHADOWED' || code === 'LIVE_PROFILE_EXISTS';

/** A profile name to offer for keys, because the config file already has a profile called `name`. */
export const nameForKeys = (name: string): string => `${name.slice(0, 120)}-keys`;

/**
 * Another profile name or name template to offer for a profile in the config file, because the name is already in use.
 */
export const nameInConfig = (text: string, form: CliProfileForm): string => `${text.slice(0, 120)}${suffixOf(form)}`;

/** What `nameInConfig` adds: `-sso` for the AWS CLI’s own sign-in, `-live` for live profiles. */
export const suffixOf = (form: CliProfileForm): string => (form === 'live' ? '-live' : '-sso');
