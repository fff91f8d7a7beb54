/**
 * Control and format characters. Some of them deceive the reader, for example those that change the direction of text.
 */
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Makes a text safe to show to a person. The text may come from another program or from a web page. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}
