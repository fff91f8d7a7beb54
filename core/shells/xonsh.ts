import type { Shell } from './format.ts';
import { refuseUnsafe } from './quoting.ts';

const LABEL = 'Xonsh';

const hex = (code: number, width: number) => code.toString(16).padStart(width, '0');

/** A character above U+FFFF is written as one `\UXXXXXXXX`. Python would not join two surrogates into one character. */
function escaped(hit: string): string {
  const code = hit.codePointAt(0) ?? 0;
  if (hit === "'" || hit === '\\') return `\\${hit}`;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

/** A Python string in ASCII (Python reference, 2.4.1). A raw string could not end with a backslash. */
function quote(value: string): string {
  refuseUnsafe(LABEL, value);
  return `'${value.replace(/[^\x20-\x7e]|['\\]/gu, escaped)}'`;
}

export const xonsh: Shell = {
  id: 'xonsh',
  label: LABEL,
  quote,
  set: (name, quoted) => `$${name} = ${quoted}`,
  // `pop` does not fail if the variable is not set, but `del` does. Without the assignment, the prompt would print the
  // old value.
  unset: (name) => `_ = \${...}.pop('${name}', None) and None`,
  fail: "raise RuntimeError('keyferry env failed')",
};
