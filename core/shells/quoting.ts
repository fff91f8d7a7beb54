import { KeyferryError } from '../errors.ts';
import { CONTROL } from '../patterns.ts';

/** A kind of value that a form cannot carry: what it holds, and why that is refused. */
export type Refusal = readonly [holds: RegExp, why: string];

const NOWHERE_CARRIED: readonly Refusal[] = [
  [/\0/, 'a value holds a NUL character, which ends it in every environment'],
  [/[\ud800-\udfff]/u, 'a value holds half a surrogate pair, which no text encoding has'],
];

/** A terminal acts on control characters when they are pasted, whatever the shell's quotes say. */
export const CONTROL_REFUSED: Refusal = [CONTROL, 'a value holds a line break or another control character'];

/** @throws KeyferryError VALUE_UNSAFE naming `shell` (a label) and the first reason that applies; never the value. */
export function refuseUnsafe(shell: string, value: string, refusals: readonly Refusal[] = []): void {
  const refused = [...NOWHERE_CARRIED, ...refusals].find(([holds]) => holds.test(value));
  if (refused) throw new KeyferryError('VALUE_UNSAFE', { shell, why: refused[1] });
}

/**
 * Whether no shell gives any of the characters a meaning, bare or within double quotes. All that AWS issues is inert,
 * so what people see is the portal dialog's own three lines; a value that is not gets the shell's strict quotes.
 */
export function isInert(value: string): boolean {
  return /^[A-Za-z0-9/+=_.:@-]+$/.test(value);
}

/** The value's UTF-8 bytes. */
export function bytesOf(value: string): number[] {
  return [...new TextEncoder().encode(value)];
}
