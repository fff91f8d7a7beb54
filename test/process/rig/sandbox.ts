import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { buildHost } from '../../../scripts/build-host.ts';
import { removeFolder } from '../../remove-folder.ts';

const made: string[] = [];
afterAll(() => {
  for (const directory of made.splice(0)) removeFolder(directory);
});

/** A new folder that is removed when the test file ends. */
export function temporaryFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'keyferry-test-'));
  made.push(directory);
  return directory;
}

let built: Promise<string> | undefined;

/** The host as it is released. Each test file builds the host once, in a folder that every user may read. */
export function builtHost(): Promise<string> {
  const directory = temporaryFolder();
  chmodSync(directory, 0o755);
  built ??= buildHost(join(directory, 'host'));
  return built;
}

/**
 * The user id of the user `nobody`. A test of a missing permission runs as `nobody`, because root always has every
 * permission.
 */
export const NOBODY = 65534;
/**
 * If root runs the tests, the user id of `nobody`. Otherwise undefined, because only root can start a process as
 * another user.
 */
export const unprivileged: number | undefined = process.geteuid?.() === 0 ? NOBODY : undefined;

/** A temporary home folder. */
export interface Sandbox {
  readonly home: string;
  readonly aws: string;
  readonly credentials: string;
  readonly config: string;
  /** The file that is tested: the credentials file or the config file. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  /** Writes a file that belongs to the user of the sandbox. If the folder of the file is missing, it is created. */
  put(path: string, text: string | Buffer, mode?: number): void;
  read(path?: string): string;
  mode(path?: string): number;
  /** The names of the files in the AWS folder. */
  names(): string[];
}

/**
 * Makes a temporary home folder.
 * @param uid the owner of all files in the sandbox; the default is the user that runs the tests
 */
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

/** A credentials file with a profile that another tool wrote. */
export const OLD = '# mine\n[old]\nregion = eu-west-1\n';

/** A sandbox in which the tested file contains `text`. If `text` is null, this file does not exist. */
export function prepared(
  text: string | null = OLD,
  mode?: number,
  of: { uid?: number | undefined; about?: 'credentials' | 'config' } = {},
) {
  const sandbox = makeSandbox(of.uid, of.about);
  if (text !== null) sandbox.put(sandbox.file, text, mode);
  return sandbox;
}
