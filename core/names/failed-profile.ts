/** A profile that does not exist. A shell has it after a failed switch, so that every tool that uses it fails. */
export const FAILED_PROFILE = 'keyferry-failed';
