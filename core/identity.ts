/** The name under which browsers know the native host; browsers allow `[a-z0-9_.]` only. */
export const HOST_NAME = 'com.keyferry.host';

/** The ids under which browsers know the extension, one per store. The host answers no other caller. */
export const chromiumIds = ['mimoocbfckidgblbclebekkgmbjlmgjp'] as const;

/** `browser_specific_settings.gecko.id` of the manifest. */
export const firefoxId = 'extension@keyferry.org';
