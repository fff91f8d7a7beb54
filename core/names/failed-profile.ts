/**
 * The name of a profile that does not exist. After `keyferry env` has failed, the shell uses this profile, so that
 * every AWS tool fails.
 */
export const FAILED_PROFILE = 'keyferry-failed';
