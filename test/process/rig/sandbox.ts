import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { buildHost } from '../../../scripts/build-host.ts';

const made: string[] = [];
afterAll(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A fresh folder that goes when the test file ends. */
export function temporaryFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'keyferry-test-'));
  made.push(directory);
  return directory;
}

let built: Promise<string> | undefined;

/** The host as it is shipped, built once a test file, where any user may read it. */
export function builtHost(): Promise<string> {
  const directory = temporaryFolder();
  chmodSync(directory, 0o755);
  built ??= buildHost(join(directory, 'host'));
  return built;
}

/** Nobody: root may do anything, so a test of a missing permission runs as this user. */
export const NOBODY = 65534;
/** Undefined where we are no root and so have that user's limits ourselves. */
export const unprivileged: number | undefined = process.geteuid?.() === 0 ? NOBODY : undefined;

/** A throwaway home folder. */
export interface Sandbox {
  readonly home: string;
  readonly aws: string;
  readonly credentials: string;
  readonly config: string;
  /** The one of the two that a test is about. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  /** Writes a file as the sandbox's user, with its folder. */
  put(path: string, text: string | Buffer, mode?: number): void;
  read(path?: string): string;
  mode(path?: string): number;
  /** Names in the AWS folder. */
  names(): string[];
}

/** @param uid owner of everything in it; our own when left out. */
export function makeSandbox(uid?: number, about: 'credentials' | 'config' = 'credentials'): Sandbox {
  const home = temporaryFolder();
  const aws = join(home, '.aws');
  const credentials = join(aws, 'credentials');
  const file = join(aws, about);
  const own = (path: string) => uid !== undefined && chownSync(path, uid, uid);
  own(home);
  return {
    home,
    aws,
    credentials,
    config: join(aws, 'config'),
    file,
    env: { HOME: home, PATH: process.env.PATH ?? '' },
    put(path, text, mode = 0o600) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      own(dirname(path));
      writeFileSync(path, text);
      chmodSync(path, mode);
      own(path);
    },
    read: (path = file) => readFileSync(path, 'utf8'),
    mode: (path = file) => statSync(path).mode & 0o7777,
    names: () => readdirSync(aws).sort(),
  };
}

/** The credentials file of someone who has a profile already. */
export const OLD = '# mine\n[old]\nregion = eu-west-1\n';

/** A sandbox whose file holds `text`; null for none. */
export function prepared(
  text: string | null = OLD,
  mode?: number,
  of: { uid?: number | undefined; about?: 'credentials' | 'config' } = {},
) {
  const sandbox = makeSandbox(of.uid, of.about);
  if (text !== null) sandbox.put(sandbox.file, text, mode);
  return sandbox;
}
