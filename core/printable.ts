/** Control and format characters, for example those that change the direction of text, can deceive the reader. */
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A foreign text that is safe to show to a person. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}
