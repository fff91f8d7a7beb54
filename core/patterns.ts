/*
 * Shapes of AWS's names and of unwanted characters, as plain patterns. They need no schema library, so that small
 * commands such as `keyferry env` can use them alone.
 */

/** An AWS account's id: twelve digits. */
export const ACCOUNT_ID = /^\d{12}$/;

/** IAM's pattern of a role name. A permission set's name is narrower still. */
export const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;

/** An AWS region of any partition, for example `us-gov-west-1`. */
export const REGION = /^(?=.{1,32}$)[a-z]{2,4}(-[a-z]+)+-\d$/;

/** Finds one control character (Unicode class Cc). */
export const CONTROL = /\p{Cc}/u;

/** Matches all control characters of a text. */
export const CONTROLS = /\p{Cc}/gu;
