import { POSIX_VARIABLES, SYSTEM_PATH } from './allowed-variables.ts';
import { NO_NODE, noNodeFrame } from './no-node-reply.ts';
import { otherNodes } from './node-folders.ts';

/*
 * The wrapper that a browser starts. A manifest contains one path and no arguments, and the PATH of a desktop program
 * often lacks the folder of Node. The wrapper therefore names Node and the program by absolute paths
 * (docs/DECISIONS.md, 12).
 */

/** Quotes any text as one word for a POSIX shell. */
export function posixQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A path as one word for a POSIX shell, quoted only if necessary. */
export function posixWord(path: string): string {
  return /^\/[\w./@+-]+$/.test(path) ? path : posixQuote(path);
}

/** Bytes as a format string for printf(1). */
function printfFormat(bytes: Buffer): string {
  return [...bytes]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[\w{}":,;. `]/.test(letter) ? letter : `\\${byte.toString(8).padStart(3, '0')}`;
    })
    .join('');
}

/**
 * The script that starts Node. Its arguments are the Node that ran install, the program, and then the program's own
 * arguments.
 * @param patterns patterns for sh that find other Nodes to try
 * @param missing the commands for the case that there is no Node
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

/** The values that go into a wrapper for sh. */
export interface PosixWrapper {
  /** Absolute path of the Node that runs install. */
  readonly node: string;
  /** Absolute path of the installed keyferry.cjs. */
  readonly program: string;
  /** The user's home folder, absolute; null if the host is installed for every user. */
  readonly home: string | null;
  /** Whether sh on this system has the option -p. With it, bash takes no functions and options from the environment. */
  readonly privileged: boolean;
}

/** The first lines of a script that install writes. They name the shell, the program and Node. */
export function scriptHead({ node, program, privileged }: PosixWrapper): string {
  return `#!/bin/sh${privileged ? ' -p' : ''}
# Written by \`keyferry install\`: run it again after moving or upgrading Node.
program=${posixQuote(program)}
node=${posixQuote(node)}`;
}

/**
 * The command that starts a program with only these variables. The script runs it first, before anything that another
 * variable could replace.
 * @param variables names of the variables to keep
 * @param program words for the shell
 */
export function cleanStart(variables: readonly string[], program: string): string {
  const kept = variables.map((name) => `  \${${name}+"${name}=$${name}"} \\`);
  return `exec /usr/bin/env -i PATH=${SYSTEM_PATH} \\
${kept.join('\n')}
  ${program}`;
}

/**
 * The wrapper as a script for sh. Its first command starts everything else without the browser's environment.
 * @param patterns patterns for sh that find other Nodes to try
 */
export function posixWrapper(
  options: PosixWrapper,
  patterns = otherNodes(options.node, options.home, posixQuote),
): string {
  const script = startScript(patterns, ANSWER_WITHOUT_NODE);
  return `${scriptHead(options)}\n${cleanStart(POSIX_VARIABLES, `/bin/sh -c ${posixQuote(script)} "$node" "$program" "$@"`)}\n`;
}
