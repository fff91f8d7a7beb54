import { LAUNCHER_VARIABLES, POSIX_VARIABLES } from './allowed-variables.ts';
import { otherNodes } from './node-folders.ts';
import { cleanStart, type PosixWrapper, posixQuote, scriptHead, startScript } from './wrapper.ts';

/*
 * The launcher is the script that AWS tools start to get the keys of a live profile. The environment of a tool may
 * contain variables that make Node run other code or print on stderr. Like the browser's wrapper, the launcher removes
 * all variables except the allowed ones (docs/DECISIONS.md, 71).
 */

/**
 * AWS tools use the launcher only for this command. The launcher removes variables only for this command. Other
 * commands, such as `keyferry exec`, need the whole environment, because `exec` starts another program with it.
 */
export const CLEANED_COMMAND = 'credential-process';

/** The launcher as a script for sh. @param patterns paths at which other copies of Node may be, as patterns for sh */
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
