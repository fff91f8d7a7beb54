import { CONTROLS } from '../patterns.ts';
import type { Shell } from './format.ts';
import { refuseUnsafe } from './quoting.ts';

const LABEL = 'fish';

/** Code points by which fish marks wildcards and undecodable bytes within its own strings (fish, src/common.h). */
const RESERVED = /[\uf600-\uf6ff\ufdd0-\ufdef]/;

/** Escapes outside the quotes, where fish knows them. */
const escaped = (hit: string) => `'\\u${hit.charCodeAt(0).toString(16).padStart(4, '0')}'`;

/**
 * In single quotes fish knows `\\` and `\'` and nothing else (fish manual, Quotes). Control characters stand between
 * quotes as `\uXXXX` (fish manual, Escaping Characters), so that a value never spans lines.
 */
function quote(value: string): string {
  refuseUnsafe(LABEL, value, [[RESERVED, 'a value holds a code point that fish keeps for itself']]);
  return `'${value.replace(/[\\']/g, '\\$&').replace(CONTROLS, escaped)}'`;
}

export const fish: Shell = {
  id: 'fish',
  label: LABEL,
  quote,
  set: (name, quoted) => `set -gx ${name} ${quoted}`,
  // A universal variable is the user's own setting for all shells, so it keeps its value; but while it is exported every
  // program sees it, whatever a global variable of that name says (tried with fish 3.6), so that it would still win.
  unset: (name) => `set -eg ${name}; set -qU ${name}; and set -Uu ${name} $${name}`,
};
