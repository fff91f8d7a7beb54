import type { Shell } from './format.ts';
import { CONTROL_REFUSED, isInert, type Refusal, refuseUnsafe } from './quoting.ts';

const LABEL = 'Command Prompt';

/** Command Prompt takes lines of at most 8191 characters (learn.microsoft.com, troubleshoot: command line limitation). */
const MAX_VALUE = 8191 - 'SET "AWS_CREDENTIAL_EXPIRATION="'.length;

const REFUSED: readonly Refusal[] = [
  [/^$/, 'an empty value would remove the variable'],
  CONTROL_REFUSED,
  [/%/, 'a value holds %, which has no escape at the prompt'],
  [/!/, 'a value holds !, which is expanded where delayed expansion is on'],
  [/"/, 'a value holds a double quote, which ends the quoting'],
  [/[\u{80}-\u{10ffff}]/u, 'a value holds a character that depends on the code page'],
  [new RegExp(`^.{${MAX_VALUE + 1}}`, 'u'), 'a value is longer than its lines may be'],
];

/**
 * The whole assignment is quoted, `SET "NAME=value"`: then `& | < > ( ) ^` are literal, and so are blanks at the end
 * (`set /?`; the quotes are no part of the value). Unquoted, as in the portal's dialog, where nothing needs quoting.
 */
export const cmd: Shell = {
  id: 'cmd',
  label: LABEL,
  quote(value) {
    refuseUnsafe(LABEL, value, REFUSED);
    return value;
  },
  set: (name, value) => (isInert(value) ? `SET ${name}=${value}` : `SET "${name}=${value}"`),
  unset: (name) => `SET ${name}=`,
};
