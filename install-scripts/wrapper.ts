/*
 * The program that a browser starts. Browsers take one path and no arguments, and a desktop's PATH often lacks the
 * shell's node, so the wrapper names both by absolute path (docs/DECISIONS.md, 12).
 */

export const WRAPPER_FILE = 'keyferry-host';

/** Variables that change what Node runs or prints: code injection, noise on stdout's side, or 50 ms a start. */
export const UNSET_VARIABLES = ['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'NODE_DEBUG', 'NODE_PATH', 'NODE_V8_COVERAGE'];

/** Without $HOME, a path in the home folder must not become one in the root. */
const HOME_OR_NOWHERE = `\${HOME:-/nonexistent}`;

/** Where a node is looked for when the one that installed is gone; in sh, inside double quotes. */
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
 * The wrapper's text for sh.
 * @param nodePath absolute path of the node that installs
 * @param programPath absolute path of the installed keyferry.cjs
 * @param otherNodes where else to look, as inside double quotes
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
echo 'keyferry: No Node 20 or newer was found; install it, then run npx keyferry install.' >&2
exit 127
`;
}

/** The node that a wrapper of ours starts first, or null when the text is not one. */
export function nodeOfWrapper(text: string): string | null {
  const onWindows = /^set "node=([^\r\n]*)"\r$/m.exec(text)?.[1];
  if (onWindows !== undefined) return onWindows.replaceAll('%%', '%');
  const quoted = /^node='((?:[^']|'\\'')*)'$/m.exec(text)?.[1];
  return quoted === undefined ? null : quoted.replaceAll(`'\\''`, "'");
}
