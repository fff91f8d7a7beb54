/*
 * Patterns of names that AWS uses, and of unwanted characters. This file imports no schema library, so small commands
 * such as `keyferry env` can use it.
 */

/** The id of an AWS account: twelve digits. */
export const ACCOUNT_ID = /^\d{12}$/;

/** IAM's pattern for a role name. The names of permission sets have a narrower pattern. */
export const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;

/** An AWS region of any partition, for example `us-gov-west-1`. */
export const REGION = /^(?=.{1,32}$)[a-z]{2,4}(-[a-z]+)+-\d$/;

/** The fingerprint of a portal's user. The mark of a profile contains such a fingerprint. */
export const USER_MARK = /^[0-9a-f]{32}$/;

/** Finds one control character (Unicode class Cc). */
export const CONTROL = /\p{Cc}/u;

/** Matches all control characters of a text. */
export const CONTROLS = /\p{Cc}/gu;
