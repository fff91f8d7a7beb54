import { POSIX_VARIABLES, SYSTEM_PATH } from './allowed-variables.ts';
import { NO_NODE, noNodeFrame } from './no-node-reply.ts';
import { otherNodes } from './node-folders.ts';

/*
 * The wrapper is the script that a browser starts. It is needed because a manifest contains only one path and no
 * arguments. The PATH of a desktop program often does not contain the folder of Node. The wrapper therefore contains
 * the absolute paths of Node and of the program keyferry (docs/DECISIONS.md, 12).
 */

/** Quotes a text, so that a POSIX shell reads it as one word. */
export function posixQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A path that a POSIX shell reads as one word. It is quoted only if necessary. */
export function posixWord(path: string): string {
  return /^\/[\w./@+-]+$/.test(path) ? path : posixQuote(path);
}

/** A format string with which printf(1) prints these bytes. */
function printfFormat(bytes: Buffer): string {
  return [...bytes]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[\w{}":,;. `]/.test(letter) ? letter : `\\${byte.toString(8).padStart(3, '0')}`;
    })
    .join('');
}

/**
 * The script that looks for Node and starts it. The arguments of the script are the Node that ran `keyferry install`,
 * the program keyferry, and then the arguments for that program.
 * @param patterns paths at which other copies of Node may be, as patterns for sh
 * @param missing the commands to run if there is no Node
 */
export function startScript(patterns: readonly string[], missing: string): string {
  return `
node=$0
program=$1
shift
if [ -f "$node" ] && [ -x "$node" ]; then exec "$node" "$program" "$@"; fi
for node in \\
  ${patterns.join(' \\\n  ')}
do
  if [ -f "$node" ] && [ -x "$node" ] && "$node" -e "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)" </dev/null >/dev/null 2>&1
  then exec "$node" "$program" "$@"; fi
done
printf "%s\\n" ${posixQuote(`keyferry: ${NO_NODE}`)} >&2
${missing}
`;
}

const ANSWER_WITHOUT_NODE = `# A ready-made reply to the first request of the extension.
printf ${posixQuote(printfFormat(noNodeFrame()))}
# If the wrapper ended before the browser has sent its request, the browser would ignore the reply.
while read -r line; do :; done
exit 127`;

/** The values that a wrapper script for sh contains. */
export interface PosixWrapper {
  /** Absolute path of the Node that runs install. */
  readonly node: string;
  /** Absolute path of the installed keyferry.cjs. */
  readonly program: string;
  /** Absolute path of the user's home folder. Null if the host is installed for every user. */
  readonly home: string | null;
  /**
   * Whether sh on this system has the option -p. With -p, bash reads no functions and no options from the environment.
   */
  readonly privileged: boolean;
}

/**
 * The first lines of each script that `keyferry install` writes. They choose the shell, and set the paths of the
 * program and of Node.
 */
export function scriptHead({ node, program, privileged }: PosixWrapper): string {
  return `#!/bin/sh${privileged ? ' -p' : ''}
# Written by \`keyferry install\`: run it again after moving or upgrading Node.
program=${posixQuote(program)}
node=${posixQuote(node)}`;
}

/**
 * The command that starts a program with only these variables. In the wrapper, it is the first command, so no variable
 * can change a command before it.
 * @param variables names of the variables to keep
 * @param program the program and its arguments, as words for the shell
 */
export function cleanStart(variables: readonly string[], program: string): string {
  const kept = variables.map((name) => `  \${${name}+"${name}=$${name}"} \\`);
  return `exec /usr/bin/env -i PATH=${SYSTEM_PATH} \\
${kept.join('\n')}
  ${program}`;
}

/**
 * The wrapper as a script for sh. Its first command starts the rest of the wrapper with only the allowed variables.
 * @param patterns paths at which other copies of Node may be, as patterns for sh
 */
export function posixWrapper(
  options: PosixWrapper,
  patterns = otherNodes(options.node, options.home, posixQuote),
): string {
  const script = startScript(patterns, ANSWER_WITHOUT_NODE);
  return `${scriptHead(options)}\n${cleanStart(POSIX_VARIABLES, `/bin/sh -c ${posixQuote(script)} "$node" "$program" "$@"`)}\n`;
}
