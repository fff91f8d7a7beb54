import type { Shell } from './format.ts';
import { CONTROL_REFUSED, isInert, type Refusal, refuseUnsafe } from './quoting.ts';

const LABEL = 'Command Prompt';

/** Command Prompt accepts at most 8191 characters in a line (learn.microsoft.com, command line string limitation). */
const MAX_VALUE = 8191 - 'SET "AWS_CREDENTIAL_EXPIRATION="'.length;

const REFUSED: readonly Refusal[] = [
  [/^$/, 'an empty value would remove the variable'],
  CONTROL_REFUSED,
  [/%/, 'a value contains %, which has no escape at the prompt'],
  [/!/, 'a value contains !, which is expanded where delayed expansion is on'],
  [/"/, 'a value contains a double quote, which ends the quoting'],
  [/[\u{80}-\u{10ffff}]/u, 'a value contains a character that depends on the code page'],
  [new RegExp(`^.{${MAX_VALUE + 1}}`, 'u'), 'a value is longer than a line of the Command Prompt may be'],
];

/**
 * The syntax of the Command Prompt. In `SET "NAME=value"` the characters `& | < > ( ) ^` and blanks at the end are
 * literal, and the quotes are not part of the value (`set /?`). As in the portal's dialog, a value has quotes only if
 * it needs them.
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
  // `EXIT 1` alone would end the user's own shell, so a new CMD runs `EXIT 1`. /D skips AutoRun commands.
  fail: 'CMD /D /C EXIT 1',
};
