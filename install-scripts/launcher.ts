import { LAUNCHER_VARIABLES, POSIX_VARIABLES } from './allowed-variables.ts';
import { otherNodes } from './node-folders.ts';
import { cleanStart, type PosixWrapper, posixQuote, scriptHead, startScript } from './wrapper.ts';

/*
 * The launcher that AWS tools start for a live profile. Like the browser's wrapper, it drops the environment, because a
 * tool's environment may contain variables that make Node run other code or print on stderr (docs/DECISIONS.md, 71).
 */

/** The command that AWS tools start. Only it gets a reduced environment, because `keyferry exec` passes on the whole one. */
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
command=$1
# Without the search for Node, the start needs one shell less.
if [ -f "$node" ] && [ -x "$node" ]
then set -- "$node" "$program" "$@"
else set -- /bin/sh -c ${posixQuote(startScript(patterns, 'exit 1'))} "$node" "$program" "$@"
fi
case "$command" in
${CLEANED_COMMAND}) ;;
*) exec "$@" ;;
esac
${cleanStart([...POSIX_VARIABLES, ...LAUNCHER_VARIABLES], '"$@"')}
`;
}
