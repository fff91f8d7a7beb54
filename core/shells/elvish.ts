import { CONTROLS } from '../patterns.ts';
import type { Shell } from './format.ts';
import { refuseUnsafe } from './quoting.ts';

const LABEL = 'Elvish';

const escaped = (hit: string) => `'"\\u${hit.charCodeAt(0).toString(16).padStart(4, '0')}"'`;

/**
 * Inside single quotes, only the single quote is special. It is written twice. A control character is written in double
 * quotes, between two strings in single quotes. Strings without a blank between them form one word (Elvish reference,
 * String and Compounding).
 */
function quote(value: string): string {
  refuseUnsafe(LABEL, value);
  return `'${value.replaceAll("'", "''").replace(CONTROLS, escaped)}'`;
}

export const elvish: Shell = {
  id: 'elvish',
  label: LABEL,
  quote,
  set: (name, quoted) => `set-env ${name} ${quoted}`,
  unset: (name) => `unset-env ${name}`,
  fail: "fail 'keyferry env failed'",
};
