import { KeyferryError } from '../errors.ts';
import { CONTROL } from '../patterns.ts';

/** A kind of value that a format cannot contain: a pattern that finds such values, and the reason for the refusal. */
export type Refusal = readonly [holds: RegExp, why: string];

const REFUSED_EVERYWHERE: readonly Refusal[] = [
  [/\0/, 'a value contains a NUL character, which would end the value'],
  [/[\ud800-\udfff]/u, 'a value contains half a surrogate pair, which no text encoding can represent'],
];

/** Pasted control characters are dangerous: the terminal acts on them, even inside the shell's quotes. */
export const CONTROL_REFUSED: Refusal = [CONTROL, 'a value contains a line break or another control character'];

/**
 * Refuses a value that a format cannot contain.
 * @param shell label of the format, for the error's sentence
 * @throws KeyferryError VALUE_UNSAFE with the first reason that applies. The error never contains the value.
 */
export function refuseUnsafe(shell: string, value: string, refusals: readonly Refusal[] = []): void {
  const refused = [...REFUSED_EVERYWHERE, ...refusals].find(([holds]) => holds.test(value));
  if (refused) throw new KeyferryError('VALUE_UNSAFE', { shell, why: refused[1] });
}

/**
 * Whether the value is inert: no shell gives a special meaning to any of its characters, without quotes or in double
 * quotes. Every value that AWS issues is inert, so people see the same three lines as in the portal's dialog. Other
 * values get the shell's strict quotes.
 */
export function isInert(value: string): boolean {
  return /^[A-Za-z0-9/+=_.:@-]+$/.test(value);
}

/** The value's UTF-8 bytes. */
export function bytesOf(value: string): number[] {
  return [...new TextEncoder().encode(value)];
}
