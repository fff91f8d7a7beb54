import type { Shell } from './format.ts';
import { isInert, type Refusal, refuseUnsafe } from './quoting.ts';

const LABEL = 'PowerShell';

const EMPTY_REFUSED: Refusal = [/^$/, 'an empty value would remove the variable'];

/**
 * Inside single quotes, only the single quote is special. It is written twice (about_Quoting_Rules). PowerShell treats
 * U+2018 to U+201B as quotes too. Windows PowerShell decodes a program's output with the console's code page, so a byte
 * of another character may become such a quote. So every character that is not printable ASCII is written as
 * `[char]0x…`.
 */
function literal(value: string): string {
  const parts = value.match(/[\x20-\x7e]+|[^\x20-\x7e]/g) ?? [];
  const terms = parts.map((part) =>
    /^[\x20-\x7e]/.test(part) ? `'${part.replaceAll("'", "''")}'` : `[char]0x${part.charCodeAt(0).toString(16)}`,
  );
  // PowerShell gives a sum the type of its first term, so the first term must be a string.
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
  fail: "throw 'keyferry env failed'",
  unset: (name) => `Remove-Item Env:${name} -ErrorAction SilentlyContinue`,
};
