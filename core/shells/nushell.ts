import { CONTROL, CONTROLS } from '../patterns.ts';
import type { Shell } from './format.ts';
import { refuseUnsafe } from './quoting.ts';

const LABEL = 'Nushell';

const escaped = (hit: string) => `\\u{${hit.charCodeAt(0).toString(16)}}`;

/**
 * A string in single quotes has no escapes, so it cannot contain a single quote. Double quotes have the escapes `\"`,
 * `\\` and `\u{…}`, and expand nothing (Nushell book, Working with strings). Raw strings are not used, because they
 * need Nushell 0.95.
 */
function quote(value: string): string {
  refuseUnsafe(LABEL, value);
  if (!value.includes("'") && !CONTROL.test(value)) return `'${value}'`;
  return `"${value.replace(/["\\]/g, '\\$&').replace(CONTROLS, escaped)}"`;
}

export const nushell: Shell = {
  id: 'nushell',
  label: LABEL,
  quote,
  set: (name, quoted) => `$env.${name} = ${quoted}`,
  unset: (name) => `hide-env -i ${name}`,
  fail: "error make { msg: 'keyferry env failed' }",
};
