import { isAbsolute, join, sep } from 'node:path';

/** The values that decide where Keyferry's own files are. */
export interface DataLocation {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The user's home folder, absolute. */
  readonly home: string;
  /** Whether the program is installed for every user of the machine. */
  readonly everyone?: boolean;
  /** Prefix of the paths that belong to every user. Only tests set it. */
  readonly root?: string;
}

/** The XDG specification ignores relative values. */
function absoluteOr(value: string | undefined, otherwise: string): string {
  return value && isAbsolute(value) ? value : otherwise;
}

/** The folder of programs for every user of the machine, which only an administrator can change. */
function sharedHome({ env, platform, root = '' }: DataLocation): string {
  if (platform === 'darwin') return join(root, '/Library', 'Application Support');
  if (platform === 'win32') return env.ProgramFiles || env.PROGRAMFILES || 'C:\\Program Files';
  return join(root, '/usr/local/lib');
}

/** The folder in which the user's programs keep their data. */
function dataHome({ env, home, platform }: DataLocation): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return env.LOCALAPPDATA || join(home, 'AppData', 'Local');
  return absoluteOr(env.XDG_DATA_HOME, join(home, '.local', 'share'));
}

/** Keyferry's own folder. It contains one folder for each version, and the record of what `install` wrote. */
export function dataFolder(location: DataLocation): string {
  return join(location.everyone ? sharedHome(location) : dataHome(location), 'keyferry');
}

/** The record of what `install` wrote. */
export function recordPath(location: DataLocation): string {
  return join(dataFolder(location), 'install.json');
}

/** A path of the browser table, with its `{placeholders}` filled in. */
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
