/*
 * The wrapper that a browser starts. A manifest holds one path and no arguments, and the PATH of a desktop often lacks
 * the shell's Node, so the wrapper names Node and the program by absolute path (docs/DECISIONS.md, 12).
 */

export const WRAPPER_FILE = 'keyferry-host';

/** Variables that make Node run other code, print more, or start 50 ms later. */
export const UNSET_VARIABLES = ['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'NODE_DEBUG', 'NODE_PATH', 'NODE_V8_COVERAGE'];

/** If HOME is not set, a path in the home folder must not become one in the root folder. */
const HOME_OR_NOWHERE = `\${HOME:-/nonexistent}`;

/** Where the wrapper looks for Node if the one that ran install is gone; written for double quotes in sh. */
const FALLBACK_NODES = [
  '/usr/local/bin/node',
  '/usr/bin/node',
  '/opt/homebrew/bin/node',
  '/opt/local/bin/node',
  '/snap/bin/node',
  `${HOME_OR_NOWHERE}/.volta/bin/node`,
  `${HOME_OR_NOWHERE}/.local/share/mise/shims/node`,
  `${HOME_OR_NOWHERE}/.asdf/shims/node`,
  `${HOME_OR_NOWHERE}/.nix-profile/bin/node`,
  `${HOME_OR_NOWHERE}/.local/bin/node`,
];

/** Any text as one word of a POSIX shell. */
export function posixQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * The wrapper as a script for sh.
 * @param nodePath absolute path of the Node that runs install
 * @param programPath absolute path of the installed keyferry.cjs
 * @param otherNodes other paths to try, written for double quotes in sh
 */
export function posixWrapper(nodePath: string, programPath: string, otherNodes = FALLBACK_NODES): string {
  const fallbacks = otherNodes.map((path) => `"${path}"`).join(' \\\n  ');
  return `#!/bin/sh
# Written by \`keyferry install\`: run it again after moving or upgrading Node.
unset ${UNSET_VARIABLES.join(' ')}
program=${posixQuote(programPath)}
node=${posixQuote(nodePath)}
if [ -f "$node" ] && [ -x "$node" ]; then exec "$node" "$program" "$@"; fi
for node in \\
  ${fallbacks}
do
  if [ -f "$node" ] && [ -x "$node" ] && "$node" -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' </dev/null >/dev/null 2>&1
  then exec "$node" "$program" "$@"; fi
done
echo 'keyferry: No Node 20 or newer was found; install it, then install Keyferry again.' >&2
exit 127
`;
}

/** Path of the Node that a wrapper starts first, or null if the text is not our wrapper. */
export function nodeOfWrapper(text: string): string | null {
  const onWindows = /^set "node=([^\r\n]*)"\r$/m.exec(text)?.[1];
  if (onWindows !== undefined) return onWindows.replaceAll('%%', '%');
  const quoted = /^node='((?:[^']|'\\'')*)'$/m.exec(text)?.[1];
  return quoted === undefined ? null : quoted.replaceAll(`'\\''`, "'");
}
