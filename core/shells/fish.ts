import { CONTROLS } from '../patterns.ts';
import type { Shell } from './format.ts';
import { refuseUnsafe } from './quoting.ts';

const LABEL = 'fish';

/** Code points that fish uses in its own strings for wildcards and undecodable bytes (fish, src/common.h). */
const RESERVED = /[\uf600-\uf6ff\ufdd0-\ufdef]/;

/** An escape between two quoted parts: fish has no escapes inside quotes. */
const escaped = (hit: string) => `'\\u${hit.charCodeAt(0).toString(16).padStart(4, '0')}'`;

/**
 * In single quotes fish knows only the escapes `\\` and `\'` (fish manual, Quotes). Control characters go between the
 * quotes as `\uXXXX` (fish manual, Escaping Characters), so a value never spans lines.
 */
function quote(value: string): string {
  refuseUnsafe(LABEL, value, [[RESERVED, 'a value holds a code point that fish reserves']]);
  return `'${value.replace(/[\\']/g, '\\$&').replace(CONTROLS, escaped)}'`;
}

export const fish: Shell = {
  id: 'fish',
  label: LABEL,
  quote,
  set: (name, quoted) => `set -gx ${name} ${quoted}`,
  // A universal variable is the user's setting for all shells, so it keeps its value. But while it is exported, programs
  // see it instead of a global variable of that name (tried with fish 3.6), so it is no longer exported.
  // An assignment keeps the status of what ran before it, so this must not leave a failure.
  unset: (name) => `set -eg ${name}; set -qU ${name}; and set -Uu ${name} $${name}; or true`,
  fail: 'false',
};
