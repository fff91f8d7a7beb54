/*
 * Reads a wrapper or launcher that is already on the disk. Every command looks at the wrappers, so this file imports
 * nothing.
 */

export const WRAPPER_FILE = 'keyferry-host';
export const CMD_WRAPPER_FILE = 'keyferry-host.cmd';

/** Path of the Node that a wrapper or launcher starts first, or null if install did not write the text. */
export function nodeOfWrapper(text: string): string | null {
  const onWindows = /^set "node=([^\r\n]*)"\r$/m.exec(text)?.[1];
  if (onWindows !== undefined) return onWindows.replaceAll('%%', '%');
  const quoted = /^node='((?:[^']|'\\'')*)'$/m.exec(text)?.[1];
  return quoted === undefined ? null : quoted.replaceAll(`'\\''`, "'");
}

/** Whether install wrote this launcher or wrapper. */
export function isWrittenByInstall(text: string): boolean {
  return /^(?:# Written by `keyferry install`|rem Written by keyferry install):/m.test(text);
}

/** Path of the program that a launcher starts, or null if install did not write the text. */
export function programOfLauncher(text: string): string | null {
  const onWindows = /^set "program=([^\r\n]*)"\r$/m.exec(text)?.[1];
  if (onWindows !== undefined) return onWindows.replaceAll('%%', '%');
  const quoted = /^program='((?:[^']|'\\'')*)'$/m.exec(text)?.[1];
  return quoted === undefined ? null : quoted.replaceAll(`'\\''`, "'");
}
