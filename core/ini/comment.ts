/**
 * A value without the comment that follows it on the line. The SDKs for JavaScript and Go read a value in this way. The
 * AWS CLI reads such a comment as part of the value.
 */
export const withoutComment = (value: string): string => value.replace(/(^|\s)[#;].*$/s, '').trim();
