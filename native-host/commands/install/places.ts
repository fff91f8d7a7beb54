import { isAbsolute, join } from 'node:path';
import type { CommandIo } from '../io.ts';

type Where = Pick<CommandIo, 'env' | 'home' | 'platform'>;

/** The XDG rule: a relative value counts as none. */
function absoluteOr(value: string | undefined, otherwise: string): string {
  return value && isAbsolute(value) ? value : otherwise;
}

/** Where programs keep their data on this system: the parent of Keyferry's own folder. */
function dataHome({ env, home, platform }: Where): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return env.LOCALAPPDATA || join(home, 'AppData', 'Local');
  return absoluteOr(env.XDG_DATA_HOME, join(home, '.local', 'share'));
}

/** Keyferry's own folder; it holds one folder a version and the record of what install wrote. */
export function dataFolder(where: Where): string {
  return join(dataHome(where), 'keyferry');
}

export function recordPath(where: Where): string {
  return join(dataFolder(where), 'install.json');
}

/** A path of the browser table with its `{places}` filled. */
export function expandPlace(template: string, { env, home }: Where): string {
  const roots: Record<string, string> = {
    home,
    config: absoluteOr(env.XDG_CONFIG_HOME, join(home, '.config')),
    library: join(home, 'Library', 'Application Support'),
    local: env.LOCALAPPDATA || join(home, 'AppData', 'Local'),
    roaming: env.APPDATA || join(home, 'AppData', 'Roaming'),
  };
  return template.replace(/^\{(\w+)\}/, (place, name: string) => roots[name] ?? place);
}
