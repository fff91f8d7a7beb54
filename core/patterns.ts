/*
 * Shapes of AWS's names, apart from the schemas made of them: a shell's start-up runs `keyferry env`, which needs these
 * and no schema library.
 */
export const ACCOUNT_ID = /^\d{12}$/;
/** IAM's pattern of a role name; a permission set's name is narrower still. */
export const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;
export const REGION = /^(?=.{1,32}$)[a-z]{2,4}(-[a-z]+)+-\d$/;
