import type { ErrorCode } from '#core/errors.ts';
import type { CliProfileForm } from '#core/protocol/cli-profiles.ts';

const QUESTIONS: ReadonlySet<ErrorCode> = new Set(['PROFILE_EXISTS', 'PROFILE_DEFAULT', 'PROFILES_EXIST']);

/** Whether the host refused a write only because the user must agree first. @param code error code of the refusal */
export const isQuestion = (code: ErrorCode): boolean => QUESTIONS.has(code);

/**
 * Whether the host refused a write because the config file already has a profile with this name. Under another name,
 * the host accepts the write.
 * @param code error code of the refusal
 */
export const isShadowed = (code: ErrorCode): boolean => code === 'PROFILE_SHADOWED' || code === 'LIVE_PROFILE_EXISTS';

/** Another name for a profile with keys. It is suggested if the config file already has a profile called `name`. */
export const nameForKeys = (name: string): string => `${name.slice(0, 120)}-keys`;

/**
 * Another name, or another name template, for profiles in the config file. It is suggested if the first name or
 * template cannot be used.
 */
export const nameInConfig = (text: string, form: CliProfileForm): string => `${text.slice(0, 120)}${suffixOf(form)}`;

/** The suffix that `nameInConfig` adds to a name: `-sso` for the AWS CLI’s own sign-in, `-live` for live profiles. */
export const suffixOf = (form: CliProfileForm): string => (form === 'live' ? '-live' : '-sso');
