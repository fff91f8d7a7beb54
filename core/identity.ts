/** The native host's name in its manifest. Browsers allow only `[a-z0-9_.]`. */
export const HOST_NAME = 'com.keyferry.host';

/** Ids of the extension in Chromium browsers, one for each store. The native host refuses every other extension. */
export const chromiumIds = ['mimoocbfckidgblbclebekkgmbjlmgjp'] as const;

/** The extension's id in Firefox: `browser_specific_settings.gecko.id` in its manifest. */
export const firefoxId = 'extension@keyferry.org';
