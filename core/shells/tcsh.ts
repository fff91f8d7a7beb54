import type { Shell } from './format.ts';
import { CONTROL_REFUSED, refuseUnsafe } from './quoting.ts';

const LABEL = 'tcsh';

/**
 * A quote, a backslash and `!` go outside the single quotes, after a backslash: `!` is expanded even inside them, and
 * there the meaning of a backslash depends on the user's `backslash_quote` (tcsh manual, Lexical structure).
 */
function quote(value: string): string {
  refuseUnsafe(LABEL, value, [CONTROL_REFUSED]);
  return `'${value.replace(/['\\!]/g, "'\\$&'")}'`;
}

/** Each line ends with `;`, because `eval` joins the lines of a command's output with blanks. */
export const tcsh: Shell = {
  id: 'tcsh',
  label: LABEL,
  quote,
  set: (name, quoted) => `setenv ${name} ${quoted};`,
  unset: (name) => `unsetenv ${name};`,
};
