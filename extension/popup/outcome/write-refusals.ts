import type { ErrorCode } from '#core/errors.ts';

const QUESTIONS: ReadonlySet<ErrorCode> = new Set(['PROFILE_EXISTS', 'PROFILE_DEFAULT', 'PROFILES_EXIST']);

/** Whether a refused write is for the person to decide: asked, they may have it done all the same. */
export const isQuestion = (code: ErrorCode): boolean => QUESTIONS.has(code);

/** Another name for keys, which leaves the profile of the config file that goes by this one alone. */
export const nameForKeys = (name: string): string => `${name.slice(0, 120)}-keys`;
