import type { Shell } from './format.ts';
import { CONTROL_REFUSED, type Refusal, refuseUnsafe } from './quoting.ts';

const LABEL = 'tcsh';

/**
 * In eval `…` without double quotes, tcsh expands wildcards, braces and `~` even inside single quotes. So a value could
 * make tcsh run a program.
 */
const REFUSED: readonly Refusal[] = [
  CONTROL_REFUSED,
  [/[*?[\]{}~]/, 'a value contains a character that tcsh may expand even in quotes'],
  [/ {2}/, 'a value contains several blanks in a row, which tcsh may join'],
];

/**
 * A quote, a backslash and `!` are written outside the single quotes, after a backslash. Inside single quotes, tcsh
 * still expands `!`, and the meaning of a backslash depends on the user's `backslash_quote` (tcsh manual, Lexical
 * structure).
 */
function quote(value: string): string {
  refuseUnsafe(LABEL, value, REFUSED);
  return `'${value.replace(/['\\!]/g, "'\\$&'")}'`;
}

/** Each line ends with `;`, because `eval` joins the lines of a command's output with blanks. */
export const tcsh: Shell = {
  id: 'tcsh',
  label: LABEL,
  quote,
  set: (name, quoted) => `setenv ${name} ${quoted};`,
  unset: (name) => `unsetenv ${name};`,
  fail: 'false;',
};
