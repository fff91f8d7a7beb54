import { CONTROLS } from '../patterns.ts';
import type { Shell } from './format.ts';
import { refuseUnsafe } from './quoting.ts';

const LABEL = 'fish';

/**
 * Code points that have a special meaning in strings inside fish: fish uses them for wildcards and undecodable bytes
 * (fish, src/common.h).
 */
const RESERVED = /[\uf600-\uf6ff\ufdd0-\ufdef]/;

/**
 * Writes a character as `\uXXXX`, and ends the single quotes before it, because fish does not read this escape inside
 * single quotes. New single quotes begin after the escape.
 */
const escaped = (hit: string) => `'\\u${hit.charCodeAt(0).toString(16).padStart(4, '0')}'`;

/**
 * In single quotes fish knows only the escapes `\\` and `\'` (fish manual, Quotes). Control characters are written
 * outside the quotes as `\uXXXX` (fish manual, Escaping Characters), so a value is always on one line.
 */
function quote(value: string): string {
  refuseUnsafe(LABEL, value, [[RESERVED, 'a value contains a code point that fish reserves']]);
  return `'${value.replace(/[\\']/g, '\\$&').replace(CONTROLS, escaped)}'`;
}

export const fish: Shell = {
  id: 'fish',
  label: LABEL,
  quote,
  set: (name, quoted) => `set -gx ${name} ${quoted}`,
  // A universal variable is the user's setting for all shells, so its value stays. But programs see an exported
  // universal variable instead of a global variable with the same name (tried with fish 3.6). So this statement ends
  // the export of the universal variable. The statement must not fail, because an assignment keeps the exit status of
  // the command before it.
  unset: (name) => `set -eg ${name}; set -qU ${name}; and set -Uu ${name} $${name}; or true`,
  fail: 'false',
};
