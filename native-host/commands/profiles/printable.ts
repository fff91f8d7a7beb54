/** Control characters and those that turn the direction of writing could make a terminal show something else. */
const TREACHEROUS = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A text of a user's file as a terminal may show it. */
export function printable(text: string): string {
  return text.replace(TREACHEROUS, '\ufffd');
}
