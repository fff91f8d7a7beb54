import { LAUNCHER_VARIABLES, POSIX_VARIABLES } from './allowed-variables.ts';
import { otherNodes } from './node-folders.ts';
import { cleanStart, type PosixWrapper, posixQuote, scriptHead, startScript } from './wrapper.ts';

/*
 * The launcher that AWS tools start for a live profile. It is made like the browser's wrapper: the tool's environment
 * may contain variables that make Node run other code or print on stderr (docs/DECISIONS.md, 68).
 */

/** The command that AWS tools start. Other commands get the whole environment, because `exec` passes it on. */
export const CLEANED_COMMAND = 'credential-process';

/**
 * The launcher as a script for sh.
 * @param patterns patterns for sh that find other Nodes to try
 */
export function posixLauncher(
  options: PosixWrapper,
  patterns = otherNodes(options.node, options.home, posixQuote),
): string {
  return `${scriptHead(options)}
start=${posixQuote(startScript(patterns, 'exit 1'))}
case "$1" in
${CLEANED_COMMAND}) ;;
*) exec /bin/sh -c "$start" "$node" "$program" "$@" ;;
esac
${cleanStart([...POSIX_VARIABLES, ...LAUNCHER_VARIABLES], '"$start"')}
`;
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
