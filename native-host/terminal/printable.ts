import { printable, UNPRINTABLE } from '#core/printable.ts';

export { printable };

const escaped = (hit: string): string =>
  hit
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/**
 * Data as indented JSON with one value per line. It is safe to show in a terminal, because unprintable characters are
 * escaped.
 */
export function jsonText(data: unknown): string {
  const lines = JSON.stringify(data, null, 2).split('\n');
  return lines.map((line) => `${line.replace(UNPRINTABLE, escaped)}\n`).join('');
}
