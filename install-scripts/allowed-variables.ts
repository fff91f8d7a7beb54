/*
 * The environment variables that the host gets from the browser. The wrapper removes all other variables. Some
 * variables make Node or a shell run other code (NODE_OPTIONS, OPENSSL_CONF, NODE_COMPILE_CACHE …), and new versions of
 * Node add more of them. Therefore this list contains the allowed variables, not the dangerous ones.
 */

const AWS_FILES = ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE'];

/** The allowed variables on Linux and macOS: the user's folders, the AWS files and the language. */
export const POSIX_VARIABLES: readonly string[] = [
  'HOME',
  ...AWS_FILES,
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_STATE_HOME',
  'XDG_RUNTIME_DIR',
  'TMPDIR',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
];

/** The allowed variables on Windows: the user's folders and the AWS files. Node cannot start without SystemRoot. */
export const WINDOWS_VARIABLES: readonly string[] = [
  'USERPROFILE',
  'LOCALAPPDATA',
  'APPDATA',
  'ProgramFiles',
  'ProgramData',
  'SystemRoot',
  'SystemDrive',
  'TEMP',
  'TMP',
  ...AWS_FILES,
];

/**
 * Variables that coding agents set for the programs that they start. Each agent sets at least one of these variables.
 */
export const AGENT_VARIABLES: readonly string[] = [
  'AI_AGENT',
  'AGENT',
  'CLAUDECODE',
  'CLAUDE_CODE',
  'CURSOR_AGENT',
  'GEMINI_CLI',
  'CODEX_SANDBOX',
  'CODEX_SANDBOX_NETWORK_DISABLED',
  'OPENCODE',
  'AUGMENT_AGENT',
  'CLINE_ACTIVE',
  'GOOSE_TERMINAL',
];

/**
 * The additional allowed variables for `keyferry credential-process`. KEYFERRY_SOCKET is safe: a program that can set
 * this variable can also set AWS_ACCESS_KEY_ID.
 */
export const LAUNCHER_VARIABLES: readonly string[] = ['KEYFERRY_SOCKET', ...AGENT_VARIABLES];

/** The value of PATH with which Keyferry finds the programs that are part of Linux or macOS. */
export const SYSTEM_PATH = '/usr/bin:/bin';

/**
 * The variables that `keyferry doctor` and `keyferry install` pass to programs. The last two variables exist only
 * inside WSL.
 */
const STARTED_PROGRAMS: readonly string[] = [
  ...POSIX_VARIABLES,
  ...WINDOWS_VARIABLES,
  'WSL_DISTRO_NAME',
  'WSL_INTEROP',
];

/**
 * The environment for the programs that `keyferry doctor` and `keyferry install` start. It contains only the allowed
 * variables of `env`.
 */
export function allowedEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const allowed = Object.fromEntries(
    STARTED_PROGRAMS.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
  // Windows finds its own programs without PATH. Keyferry starts all other programs with their full path.
  return env.SystemRoot === undefined ? { PATH: SYSTEM_PATH, ...allowed } : allowed;
}
