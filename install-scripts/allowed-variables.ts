/*
 * The environment variables that the host gets from the browser. All others are dropped. Some of them make Node or a
 * shell run other code (NODE_OPTIONS, OPENSSL_CONF, NODE_COMPILE_CACHE …), and each version of Node adds new variables
 * of this kind.
 */

const AWS_FILES = ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE'];

/** On Linux and macOS: the user's folders, the AWS files and the language. */
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

/** On Windows: the same. Node needs SystemRoot to start. */
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

/** Coding agents set one of these variables in the programs that they start. */
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
 * What `keyferry credential-process` needs besides the variables above. Whoever sets KEYFERRY_SOCKET could set
 * AWS_ACCESS_KEY_ID too, so the variable gives no new power.
 */
export const LAUNCHER_VARIABLES: readonly string[] = ['KEYFERRY_SOCKET', ...AGENT_VARIABLES];

/** Folders of the programs that come with Linux and macOS. */
export const SYSTEM_PATH = '/usr/bin:/bin';

/** The variables for programs that doctor and install start. Inside WSL, two of them name the distribution. */
const STARTED_PROGRAMS: readonly string[] = [
  ...POSIX_VARIABLES,
  ...WINDOWS_VARIABLES,
  'WSL_DISTRO_NAME',
  'WSL_INTEROP',
];

/** The part of an environment that doctor and install give to the programs that they start. */
export function allowedEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const allowed = Object.fromEntries(
    STARTED_PROGRAMS.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
  // Windows finds its own programs without PATH. All other programs are started by their full path.
  return env.SystemRoot === undefined ? { PATH: SYSTEM_PATH, ...allowed } : allowed;
}
