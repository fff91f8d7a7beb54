/*
 * Reads a wrapper or a launcher that is already on the disk. This file imports nothing, because every command of
 * keyferry loads it.
 */

export const WRAPPER_FILE = 'keyferry-host';
export const CMD_WRAPPER_FILE = 'keyferry-host.cmd';

/**
 * The path of the Node that this wrapper or launcher tries first. Null if `keyferry install` did not write the script.
 */
export function nodeOfWrapper(text: string): string | null {
  const onWindows = /^set "node=([^\r\n]*)"\r$/m.exec(text)?.[1];
  if (onWindows !== undefined) return onWindows.replaceAll('%%', '%');
  const quoted = /^node='((?:[^']|'\\'')*)'$/m.exec(text)?.[1];
  return quoted === undefined ? null : quoted.replaceAll(`'\\''`, "'");
}

/** Whether `keyferry install` wrote the wrapper or launcher with this text. */
export function isWrittenByInstall(text: string): boolean {
  return /^(?:# Written by `keyferry install`|rem Written by keyferry install):/m.test(text);
}

/** The path of the program that this launcher starts. Null if `keyferry install` did not write the launcher. */
export function programOfLauncher(text: string): string | null {
  const onWindows = /^set "program=([^\r\n]*)"\r$/m.exec(text)?.[1];
  if (onWindows !== undefined) return onWindows.replaceAll('%%', '%');
  const quoted = /^program='((?:[^']|'\\'')*)'$/m.exec(text)?.[1];
  return quoted === undefined ? null : quoted.replaceAll(`'\\''`, "'");
}
