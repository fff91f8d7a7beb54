import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Done {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary user with a home folder. The user's environment contains no variables for AWS or Node. */
export class World {
  readonly root: string;
  readonly home: string;
  readonly #program: string;

  /**
   * Makes the home folder.
   * @param program the path of the built keyferry.cjs
   */
  constructor(program: string, homeName = 'home') {
    this.#program = program;
    this.root = mkdtempSync(join(tmpdir(), 'keyferry-commands-'));
    this.home = join(this.root, homeName);
    mkdirSync(this.home);
  }

  readonly env = (extra: Record<string, string> = {}): Record<string, string> => ({
    HOME: this.home,
    PATH: process.env.PATH ?? '',
    ...extra,
  });

  /** Runs the built program as a person would at the command line. */
  keyferry(args: readonly string[], extra: Record<string, string> = {}): Done {
    return this.run(this.#program, args, extra);
  }

  /** Runs another build of the program as a person would at the command line. */
  run(program: string, args: readonly string[], extra: Record<string, string> = {}): Done {
    const options = { env: this.env(extra), encoding: 'utf8', cwd: this.root } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], options);
    return { status, stdout, stderr };
  }

  json(args: readonly string[], extra: Record<string, string> = {}) {
    const done = this.keyferry([...args, '--json'], extra);
    return { ...done, data: JSON.parse(done.stdout) };
  }

  startBrowser(...folders: string[]): void {
    for (const folder of folders) mkdirSync(join(this.home, folder), { recursive: true });
  }

  path(...parts: string[]): string {
    return join(this.home, ...parts);
  }

  /** All folders below the home folder, and all files with their mode and content. */
  snapshot(): Record<string, string> {
    const entries = readdirSync(this.home, { recursive: true, withFileTypes: true });
    return Object.fromEntries(
      entries
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((path) => {
          const stat = lstatSync(path);
          return [path, stat.isFile() ? `${(stat.mode & 0o7777).toString(8)} ${readFileSync(path)}` : 'folder'];
        }),
    );
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export const fileMode = (path: string): number => lstatSync(path).mode & 0o7777;

/**
 * The paths of all chunks of the program whose names contain `part`. The chunks are in the same folder as the file
 * `path`.
 */
export function chunksBeside(path: string, part = ''): string[] {
  const folder = dirname(path);
  return readdirSync(folder)
    .filter((name) => /^keyferry-.*\.cjs$/.test(name) && name.includes(part))
    .map((name) => join(folder, name));
}

export const isThere = (path: string): boolean => existsSync(path);

/** The paths, below the home folder, at which Chromium and Firefox look for the host's manifest. */
export const CHROMIUM = '.config/chromium/NativeMessagingHosts/com.keyferry.host.json';
export const FIREFOX = '.mozilla/native-messaging-hosts/com.keyferry.host.json';
