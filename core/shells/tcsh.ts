import type { Shell } from './format.ts';
import { CONTROL_REFUSED, refuseUnsafe } from './quoting.ts';

const LABEL = 'tcsh';

/**
 * Quote, backslash and `!` stand outside the single quotes behind a backslash: `!` is expanded even within them, and a
 * backslash within them changes meaning with the user's `backslash_quote` (tcsh manual, Lexical structure).
 */
function quote(value: string): string {
  refuseUnsafe(LABEL, value, [CONTROL_REFUSED]);
  return `'${value.replace(/['\\!]/g, "'\\$&'")}'`;
}

/** Each line ends with `;`, since `eval` joins the lines of a command's output with blanks. */
export const tcsh: Shell = {
  id: 'tcsh',
  label: LABEL,
  quote,
  set: (name, quoted) => `setenv ${name} ${quoted};`,
  unset: (name) => `unsetenv ${name};`,
};
