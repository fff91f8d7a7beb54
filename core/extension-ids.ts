/** The ids under which browsers know the extension; the host answers no other caller. One line per store. */
export const chromiumIds = ['mimoocbfckidgblbclebekkgmbjlmgjp'] as const;

/** `browser_specific_settings.gecko.id` of the manifest. */
export const firefoxId = 'extension@keyferry.org';
