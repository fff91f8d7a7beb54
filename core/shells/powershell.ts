import type { Shell } from './format.ts';
import { isInert, type Refusal, refuseUnsafe } from './quoting.ts';

const LABEL = 'PowerShell';

const EMPTY_REFUSED: Refusal = [/^$/, 'an empty value would remove the variable'];

/**
 * In single quotes only the quote is special and is written twice (about_Quoting_Rules). PowerShell takes U+2018 to
 * U+201B for quotes too, and Windows PowerShell decodes another program's output by the console's code page, in which
 * a byte of any other character may become one; so whatever is not printable ASCII is written as `[char]0x…`.
 */
function literal(value: string): string {
  const parts = value.match(/[\x20-\x7e]+|[^\x20-\x7e]/g) ?? [];
  const terms = parts.map((part) =>
    /^[\x20-\x7e]/.test(part) ? `'${part.replaceAll("'", "''")}'` : `[char]0x${part.charCodeAt(0).toString(16)}`,
  );
  // A sum takes the type of its first term, and that must be a string.
  return (terms[0]?.startsWith('[') ? ["''", ...terms] : terms).join('+');
}

export const powershell: Shell = {
  id: 'powershell',
  label: LABEL,
  quote(value) {
    refuseUnsafe(LABEL, value, [EMPTY_REFUSED]);
    return isInert(value) ? `"${value}"` : literal(value);
  },
  set: (name, quoted) => `$Env:${name}=${quoted}`,
  unset: (name) => `Remove-Item Env:${name} -ErrorAction SilentlyContinue`,
};
