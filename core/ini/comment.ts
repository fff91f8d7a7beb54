/**
 * A value without the comment after it, as the SDKs for JavaScript and Go read it. The AWS CLI reads such a comment as
 * part of the value.
 */
export const withoutComment = (value: string): string => value.replace(/(^|\s)[#;].*$/s, '').trim();
