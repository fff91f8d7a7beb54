import { CONTROL, CONTROLS } from '../patterns.ts';
import type { Shell } from './format.ts';
import { bytesOf, isInert, type Refusal, refuseUnsafe } from './quoting.ts';

/*
 * In single quotes everything is literal (POSIX.1-2017, Shell Command Language, 2.2.2). In bash and zsh, this is true
 * also for `!` at the prompt (Bash manual, 9.3; zsh manual, History Expansion). A single quote is written as `'\''`. This
 * also works with zsh's option RC_QUOTES, because no quoted part contains two quotes in a row.
 */
const singleQuoted = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;

/** The value in double quotes, as in the portal's dialog; null if double quotes would change the value's meaning. */
const doubleQuotedInert = (value: string) => (isInert(value) ? `"${value}"` : null);

const octal = (byte: number) => `\\${byte.toString(8).padStart(3, '0')}`;

/**
 * Quotes a value as `$'…'`. Every character that a terminal or the history expansion could act on becomes an octal
 * escape. bash before 5.0 looks for `!` in each line and ignores a quote that was opened on an earlier line. POSIX has
 * had `$'…'` since 2024.
 */
function ansiQuoted(value: string): string {
  const escaped = (hit: string) => bytesOf(hit).map(octal).join('');
  return `$'${value.replace(/[\\'!]/g, escaped).replace(CONTROLS, escaped)}'`;
}

function quoteWithAnsi(label: string, value: string): string {
  refuseUnsafe(label, value);
  return doubleQuotedInert(value) ?? (CONTROL.test(value) ? ansiQuoted(value) : singleQuoted(value));
}

const statements = {
  set: (name: string, quoted: string) => `export ${name}=${quoted}`,
  // Without `-v`, `unset` would remove a function with this name if no such variable exists.
  unset: (name: string) => `unset -v ${name}`,
  fail: 'false',
};

export const bash: Shell = { id: 'bash', label: 'Bash', quote: (value) => quoteWithAnsi('Bash', value), ...statements };
export const zsh: Shell = { id: 'zsh', label: 'Zsh', quote: (value) => quoteWithAnsi('Zsh', value), ...statements };

const SH_LABEL = 'sh (dash, ksh, mksh)';
const SH_REFUSED: Refusal = [
  new RegExp(`(?!\\n)${CONTROL.source}`, 'u'),
  'a value contains a control character, and dash has no escape for one',
];

export const sh: Shell = {
  id: 'sh',
  label: SH_LABEL,
  quote(value) {
    refuseUnsafe(SH_LABEL, value, [SH_REFUSED]);
    return doubleQuotedInert(value) ?? singleQuoted(value);
  },
  ...statements,
};
