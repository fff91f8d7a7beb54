import type { ErrorCode } from '#core/errors.ts';

const QUESTIONS: ReadonlySet<ErrorCode> = new Set(['PROFILE_EXISTS', 'PROFILE_DEFAULT', 'PROFILES_EXIST']);

/** Whether a write that was refused with `code` is possible if the user agrees. */
export const isQuestion = (code: ErrorCode): boolean => QUESTIONS.has(code);

/** Another profile name for keys, used when the config file already has a profile called `name`. */
export const nameForKeys = (name: string): string => `${name.slice(0, 120)}-keys`;

/** Another profile name or name template for the AWS CLI’s own sign-in, used if a profile with keys has the name. */
export const nameForCli = (text: string): string => `${text.slice(0, 120)}-sso`;
