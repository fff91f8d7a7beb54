/**
 * Control characters and those that turn the direction of writing could make a terminal show something else. As a text,
 * since the pattern itself costs every start a tenth of a millisecond, and most runs have nothing to show.
 */
const TREACHEROUS = String.raw`[\p{Cc}\p{Cf}\u2028\u2029]`;

const treacherous = (): RegExp => new RegExp(TREACHEROUS, 'gu');

/** A text of a user's file as a terminal may show it. */
export function printable(text: string): string {
  return text.replace(treacherous(), '\ufffd');
}

const escaped = (hit: string): string =>
  hit
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** Data as JSON for a person's eyes or a program's: what a terminal would act on stands in it as an escape. */
export function jsonText(data: unknown): string {
  const lines = JSON.stringify(data, null, 2).split('\n');
  return lines.map((line) => `${line.replace(treacherous(), escaped)}\n`).join('');
}
