// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are commands of a shell
/*
 * The commands that run on the ssh host. The login shell there may be any shell. So each command has the form `sh -c
 * '…'`. The text between the quotes contains no quote, backslash, exclamation mark or line break, and no text that a
 * user typed.
 */

/**
 * The line with the path of the socket begins with this text. The start files of the shell on the host may print other
 * lines.
 */
export const SOCKET_LINE = 'keyferry-socket ';

/**
 * Creates a folder for sockets that only the user can open, removes the sockets of ended sessions, and prints the path
 * for a new socket. The name of the socket contains the process id of this shell, which runs as long as the connection.
 * When the shell's input ends, the shell removes the socket.
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

/** The command that prepares the host and prints the path for the socket. */
export const prepareCommand = `sh -c '${PREPARE}'`;

/** The command that starts the login shell. @param path the path of the socket on the host */
export const shellCommand = (path: string): string => `sh -c '${SHELL}' sh ${path}`;

/** Whether the path contains only characters that have no special meaning in a shell and in the option -R of ssh. */
export const isPlainPath = (path: string): boolean => /^\/[\w./@+-]+$/.test(path);

/** Every system accepts socket paths up to this length, in characters. */
const MAX_PATH = 103;

/**
 * Finds the path of the socket in the output of the host.
 * @returns null if the line with the path is not yet in the output
 */
export function remoteSocketIn(text: string): string | null {
  const line = text
    .split('\n')
    .slice(0, -1)
    .find((each) => each.startsWith(SOCKET_LINE));
  return line === undefined ? null : line.slice(SOCKET_LINE.length).trim();
}

/** The reason why a socket cannot have this path. Null if the path is valid for a socket. */
export function pathProblem(path: string): string | null {
  if (!isPlainPath(path)) return 'the path of the home folder or the name of the host has unusual characters';
  return path.length > MAX_PATH ? 'the path of the home folder is too long for a socket' : null;
}
