/** A profile that does not exist. After a failed switch, the shell uses this profile, so that every AWS tool fails. */
export const FAILED_PROFILE = 'keyferry-failed';
