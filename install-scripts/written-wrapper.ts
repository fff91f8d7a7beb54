/* What a wrapper shows when it is on the disk. Every command looks at the wrappers, so this file imports nothing. */

export const WRAPPER_FILE = 'keyferry-host';
export const CMD_WRAPPER_FILE = 'keyferry-host.cmd';

/** Path of the Node that a wrapper starts first, or null if the text is not our wrapper. */
export function nodeOfWrapper(text: string): string | null {
  const onWindows = /^set "node=([^\r\n]*)"\r$/m.exec(text)?.[1];
  if (onWindows !== undefined) return onWindows.replaceAll('%%', '%');
  const quoted = /^node='((?:[^']|'\\'')*)'$/m.exec(text)?.[1];
  return quoted === undefined ? null : quoted.replaceAll(`'\\''`, "'");
}
