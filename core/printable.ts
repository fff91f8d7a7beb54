/**
 * Control and format characters. Some of them deceive the reader, for example those that change the direction of text.
 */
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Makes a text from outside safe to show to a person. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}
