/** Control and format characters, for example those that change the direction of text, can deceive the reader. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A text that is safe to show in a terminal. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

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
