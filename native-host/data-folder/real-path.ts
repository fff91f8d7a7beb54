import { realpathSync } from 'node:fs';

/** The path after following all links. If that fails, the path itself. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
