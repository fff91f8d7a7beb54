import { LAUNCHER_VARIABLES, POSIX_VARIABLES } from './allowed-variables.ts';
import { otherNodes } from './node-folders.ts';
import { cleanStart, type PosixWrapper, posixQuote, scriptHead, startScript } from './wrapper.ts';

/*
 * The launcher that AWS tools start for a live profile. Like the browser's wrapper, it drops the environment, because a
 * tool's environment may contain variables that make Node run other code or print on stderr (docs/DECISIONS.md, 71).
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
