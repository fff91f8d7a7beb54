import { realpathSync } from 'node:fs';

/** The path with its links followed, or the path itself if that fails. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
