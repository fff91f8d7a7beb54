/*
 * How AWS clients read a line that begins with `[`. Sources: botocore's configloader (Python's RawConfigParser), the SDK for
 * JavaScript (@smithy/core, parseIni), the SDK for Go v2 (internal/ini) and the SDK for .NET (IniFile).
 */

/** The rest of a header line after `]`: nothing, blanks or a comment. A comment with `]` moves the end of the name for some. */
const AFTER_NAME = /^[ \t]*$|^[ \t]*[#;][^\]]*$/;

/** Whether `rest`, the text after `]`, leaves the name of the section the same for all tools that see the header. */
export const isCommentOrNothing = (rest: string): boolean => AFTER_NAME.test(rest);

/** Whether the SDK for JavaScript reads this line, without the blanks around it, as a header. It needs a blank before a comment. */
export function isHeaderForJs(shown: string): boolean {
  const bare = (shown.split(/\s[#;]/, 1)[0] as string).trim();
  return bare.startsWith('[') && bare.endsWith(']');
}

/** Whether the SDK for .NET reads this line as a header. It reads every line with `=` as a setting. */
export const isHeaderForDotNet = (shown: string): boolean => !shown.includes('=');
