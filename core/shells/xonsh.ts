import type { Shell } from './format.ts';
import { refuseUnsafe } from './quoting.ts';

const LABEL = 'Xonsh';

function escaped(hit: string): string {
  const code = hit.charCodeAt(0);
  return code < 0x80 && code >= 0x20 ? `\\${hit}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/**
 * A Python string in ASCII (Python reference, 2.4.1). Characters beyond the basic plane are one `\UXXXXXXXX` each,
 * since Python does not join surrogates; a raw string could not end with a backslash.
 */
function quote(value: string): string {
  refuseUnsafe(LABEL, value);
  const inner = value.replace(/[\u{10000}-\u{10ffff}]|[^\x20-\x7e]|['\\]/gu, (hit) =>
    hit.length > 1 ? `\\U${(hit.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}` : escaped(hit),
  );
  return `'${inner}'`;
}

export const xonsh: Shell = {
  id: 'xonsh',
  label: LABEL,
  quote,
  set: (name, quoted) => `$${name} = ${quoted}`,
  // `del` fails on a variable that is not set. The assignment keeps the prompt from showing the old value.
  unset: (name) => `_ = \${...}.pop('${name}', None) and None`,
};
