// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are commands of a shell
/*
 * What runs on the ssh host. The user's login shell there may be any shell, so each command is `sh -c '…'` with a text that
 * has no quote, backslash, exclamation mark or line break. Nothing that a user typed is in these texts.
 */

/** The line that names the socket on the host begins with this text. Start files of a shell may print other lines. */
export const SOCKET_LINE = 'keyferry-socket ';

/**
 * Makes a folder for sockets that only the user can open, removes the sockets of ended sessions, and prints a path for a
 * new socket. The name of the socket contains the process id of this shell, which lives as long as the connection. When
 * the shell's input ends, the shell removes the socket.
 */
const PREPARE = [
  'umask 077',
  'd=$HOME/.keyferry/ssh',
  'mkdir -p "$d" && chmod 700 "$d" && cd "$d" || exit 1',
  'h=$(uname -n)',
  'for f in "$h"-*.sock; do p=${f%.sock}; p=${p##*-}; kill -0 "$p" 2>/dev/null || rm -f "$f"; done',
  's=$d/$h-$$.sock',
  'rm -f "$s"',
  `echo "${SOCKET_LINE}$s"`,
  'cat >/dev/null',
  'rm -f "$s"',
].join('; ');

const SHELL = 'KEYFERRY_SOCKET=$1; export KEYFERRY_SOCKET; exec "${SHELL:-/bin/sh}" -l';

/** The command of the first connection. */
export const prepareCommand = `sh -c '${PREPARE}'`;

/** The command that starts the login shell. @param path of the socket on the host, from `remoteSocketIn` */
export const shellCommand = (path: string): string => `sh -c '${SHELL}' sh ${path}`;

/** Characters that mean nothing special to any shell or to ssh's option for forwarding. */
export const isPlainPath = (path: string): boolean => /^\/[\w./@+-]+$/.test(path);

/** The longest path of a socket that every system accepts. */
const MAX_PATH = 103;

/**
 * The path of the socket in what the first connection printed.
 * @returns null while the line has not come
 */
export function remoteSocketIn(text: string): string | null {
  const line = text
    .split('\n')
    .slice(0, -1)
    .find((each) => each.startsWith(SOCKET_LINE));
  return line === undefined ? null : line.slice(SOCKET_LINE.length).trim();
}

/** Why this path cannot be used, or null. */
export function pathProblem(path: string): string | null {
  if (!isPlainPath(path)) return 'the path of the home folder or the name of the host has unusual characters';
  return path.length > MAX_PATH ? 'the path of the home folder is too long for a socket' : null;
}
