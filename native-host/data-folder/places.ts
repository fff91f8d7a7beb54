import { isAbsolute, join, sep } from 'node:path';

/** The values from which Keyferry finds the folders for its own files. */
export interface DataLocation {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Absolute path of the user's home folder. */
  readonly home: string;
  /** Whether the program is installed for all users of the computer. */
  readonly everyone?: boolean;
  /** Only for tests. All paths outside the home folder then begin with this folder. */
  readonly root?: string;
}

/** The value if it is an absolute path. The XDG specification says that programs must ignore a relative path. */
function absoluteOr(value: string | undefined, otherwise: string): string {
  return value && isAbsolute(value) ? value : otherwise;
}

/** The folder for programs of all users. Only an administrator can change it. */
function sharedHome({ env, platform, root = '' }: DataLocation): string {
  if (platform === 'darwin') return join(root, '/Library', 'Application Support');
  if (platform === 'win32') return env.ProgramFiles || env.PROGRAMFILES || 'C:\\Program Files';
  return join(root, '/usr/local/lib');
}

/** The folder in which programs of one user store their data. */
function dataHome({ env, home, platform }: DataLocation): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return env.LOCALAPPDATA || join(home, 'AppData', 'Local');
  return absoluteOr(env.XDG_DATA_HOME, join(home, '.local', 'share'));
}

/** Keyferry's own folder. It contains one folder for each version, and the record of what `keyferry install` wrote. */
export function dataFolder(location: DataLocation): string {
  return join(location.everyone ? sharedHome(location) : dataHome(location), 'keyferry');
}

/** The path of the record of what `keyferry install` wrote. */
export function recordPath(location: DataLocation): string {
  return join(dataFolder(location), 'install.json');
}

/** A path from the table of supported browsers. The function replaces its `{placeholders}`, such as `{home}`. */
export function expandPlace(template: string, { env, home, root = '' }: DataLocation): string {
  const roots: Record<string, string> = {
    home,
    config: absoluteOr(env.XDG_CONFIG_HOME, join(home, '.config')),
    library: join(home, 'Library', 'Application Support'),
    local: env.LOCALAPPDATA || join(home, 'AppData', 'Local'),
    roaming: env.APPDATA || join(home, 'AppData', 'Roaming'),
  };
  const path = template.replaceAll('\\', sep);
  if (path.startsWith('/')) return join(root, path);
  return path.replace(/^\{(\w+)\}/, (place, name: string) => roots[name] ?? place);
}
