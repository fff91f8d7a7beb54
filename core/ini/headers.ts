/*
 * How AWS clients read a line that begins with `[`. Sources: botocore's configloader (Python's RawConfigParser), the
 * SDK for JavaScript (@smithy/core, parseIni), the SDK for Go v2 (internal/ini) and the SDK for .NET (IniFile).
 */

/**
 * What may follow `]` in a header: nothing, blanks or a comment. The comment may not contain `]`, because some tools
 * read the name up to the last `]`.
 */
const AFTER_NAME = /^[ \t]*$|^[ \t]*[#;][^\]]*$/;

/**
 * Whether all tools that recognise a header read the same name in it.
 * @param rest the text after the `]`
 */
export const isCommentOrNothing = (rest: string): boolean => AFTER_NAME.test(rest);

/**
 * Whether the SDK for JavaScript reads this line as a header. For that SDK, a comment begins only after a blank.
 * @param shown the line without the blanks around it
 */
export function isHeaderForJs(shown: string): boolean {
  const bare = /[#;]/.test(shown) ? (shown.split(/\s[#;]/, 1)[0] as string).trim() : shown.trim();
  return bare.startsWith('[') && bare.endsWith(']');
}

/**
 * Whether this name has a dot after `profile`, `sso-session` or `services`, as in `profile.dev`. In the usual form, a
 * blank follows these words.
 */
export const hasDotForBlank = (name: string): boolean => /^(?:profile|sso-session|services)\./.test(name);

/** Whether the SDK for .NET reads this line as a header. That SDK reads every line with `=` as a setting. */
export const isHeaderForDotNet = (shown: string): boolean => !shown.includes('=');
