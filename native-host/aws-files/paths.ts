import { userInfo } from 'node:os';
import { posix, win32 } from 'node:path';
import { KeyferryError } from '#core/errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Absolute paths of the AWS credentials file and the AWS config file. */
export interface AwsPaths {
  readonly credentials: string;
  readonly config: string;
}

const variables = { credentials: 'AWS_SHARED_CREDENTIALS_FILE', config: 'AWS_CONFIG_FILE' } as const;

const unusable = (variable: string, why: string) => new KeyferryError('PATH_INVALID', { variable, why });

/** Whether the path is absolute. On Windows, it must also contain the drive or the server. */
function isAbsolute(path: string, platform: NodeJS.Platform): boolean {
  return platform === 'win32' ? /^(?:[A-Za-z]:[\\/]|\\\\[^\\/]+[\\/])/.test(path) : posix.isAbsolute(path);
}

/** The home folder of the user in the system's list of users. '' for an unknown user. */
function listedHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    return '';
  }
}

/**
 * The home folder, found as the AWS CLI and the SDKs find it. On Windows it is the value of USERPROFILE. On other
 * systems it is the value of HOME or, if HOME is not set, the home folder in the system's list of users.
 * @throws KeyferryError PATH_INVALID if the value is missing or is not an absolute path
 */
export function homeDirectory(env: Environment, platform: NodeJS.Platform): string {
  const variable = platform === 'win32' ? 'USERPROFILE' : 'HOME';
  const home = env[variable] ?? (platform === 'win32' ? '' : listedHome());
  if (!home) throw unusable(variable, 'it is not set');
  if (!isAbsolute(home, platform)) throw unusable(variable, 'it is not an absolute path');
  return home;
}

function expand(path: string, variable: string, env: Environment, platform: NodeJS.Platform): string {
  if (/\$\w|\$\{/.test(path) || (platform === 'win32' && /%\w+%/.test(path))) {
    throw unusable(variable, 'it contains another variable, and only some tools replace this variable with its value');
  }
  const tilde = platform === 'win32' ? /^~[\\/]/ : /^~\//;
  if (tilde.test(path)) return `${homeDirectory(env, platform)}${path.slice(1)}`;
  if (!isAbsolute(path, platform)) throw unusable(variable, 'it is not an absolute path');
  return path;
}

/**
 * The paths of the two AWS files that the AWS CLI and the SDKs use in this environment.
 * @param recorded the variables that were set in the shell when Keyferry was installed. A browser may start the host
 * without these variables. A variable in `env` takes precedence.
 * @throws KeyferryError PATH_INVALID for a path that different tools interpret differently
 */
export function awsPaths(env: Environment, platform: NodeJS.Platform, recorded: Environment = {}): AwsPaths {
  const { join, normalize } = platform === 'win32' ? win32 : posix;
  const place = (kind: keyof AwsPaths) => {
    const variable = variables[kind];
    const given = env[variable] || recorded[variable];
    return given ? normalize(expand(given, variable, env, platform)) : join(homeDirectory(env, platform), '.aws', kind);
  };
  return { credentials: place('credentials'), config: place('config') };
}
