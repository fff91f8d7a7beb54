import { CONTROL, CONTROLS } from '../patterns.ts';
import type { Shell } from './format.ts';
import { bytesOf, isInert, type Refusal, refuseUnsafe } from './quoting.ts';

/*
 * Between single quotes everything is literal (POSIX.1-2017, Shell Command Language, 2.2.2), in bash and zsh also `!`
 * at the prompt (Bash manual, 9.3; zsh manual, History Expansion). `'\''` stays right under zsh's RC_QUOTES, since no
 * quoted part ever holds two quotes in a row.
 */
const singleQuoted = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;

/** The look of the portal's dialog where that is exact. */
const doubleQuotedInert = (value: string) => (isInert(value) ? `"${value}"` : null);

const octal = (byte: number) => `\\${byte.toString(8).padStart(3, '0')}`;

/**
 * `$'…'` with the byte's octal escape for all that a terminal or the history expansion could act on: before 5.0 bash
 * looks for `!` line by line and forgets a quote that was opened on an earlier line. Not in POSIX before 2024.
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
  // Without -v, unset takes away a function of that name when there is no variable.
  unset: (name: string) => `unset -v ${name}`,
};

export const bash: Shell = { id: 'bash', label: 'Bash', quote: (value) => quoteWithAnsi('Bash', value), ...statements };
export const zsh: Shell = { id: 'zsh', label: 'Zsh', quote: (value) => quoteWithAnsi('Zsh', value), ...statements };

const SH_LABEL = 'sh (dash, ksh, mksh)';
const SH_REFUSED: Refusal = [
  new RegExp(`(?!\\n)${CONTROL.source}`, 'u'),
  'a value holds a control character, and dash has no escape for one',
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
