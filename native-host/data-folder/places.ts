import { isAbsolute, join, sep } from 'node:path';
import type { CommandIo } from '../terminal/io.ts';

type Where = Pick<CommandIo, 'env' | 'home' | 'platform' | 'everyone'> & { readonly root?: string };

/** The XDG rule: a relative value counts as none. */
function absoluteOr(value: string | undefined, otherwise: string): string {
  return value && isAbsolute(value) ? value : otherwise;
}

/** Where programs for every user of the machine lie: folders of root or of the administrators. */
function sharedHome({ env, platform, root = '' }: Where): string {
  if (platform === 'darwin') return join(root, '/Library', 'Application Support');
  if (platform === 'win32') return env.ProgramFiles || env.PROGRAMFILES || 'C:\\Program Files';
  return join(root, '/usr/local/lib');
}

/** Where programs keep their data on this system: the parent of Keyferry's own folder. */
function dataHome({ env, home, platform }: Where): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return env.LOCALAPPDATA || join(home, 'AppData', 'Local');
  return absoluteOr(env.XDG_DATA_HOME, join(home, '.local', 'share'));
}

/** Keyferry's own folder; it holds one folder a version and the record of what install wrote. */
export function dataFolder(where: Where): string {
  return join(where.everyone ? sharedHome(where) : dataHome(where), 'keyferry');
}

export function recordPath(where: Where): string {
  return join(dataFolder(where), 'install.json');
}

/** A path of the browser table with its `{places}` filled. */
export function expandPlace(template: string, { env, home, root = '' }: Where): string {
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
