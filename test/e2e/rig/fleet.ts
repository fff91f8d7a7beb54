import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { removeFolder } from '../../remove-folder.ts';

/**
 * A private view of this machine. In the view, programs see copies of the folders into which an administrator installs
 * software. The real folders do not change.
 */
export interface Fleet {
  /** A folder for files of the test. */
  readonly folder: string;
  /**
   * Runs a program in the private view, as root.
   * @returns what the program printed on stdout
   * @throws with its stderr if the program fails
   */
  run(program: string, args: readonly string[], env: Readonly<Record<string, string>>): string;
  /** Writes a file that only programs in the private view see. @param path absolute path below /etc */
  write(path: string, text: string): void;
  /**
   * Writes a script that starts the program `path` in the private view. The script removes the argument `without`.
   * @returns the path of the script
   */
  wrap(name: string, path: string, without: string): string;
  remove(): void;
}

/**
 * The folders that are replaced in the private view: for policies and manifests, for the program, and for Firefox's
 * manifests.
 */
const REPLACED = { etc: '/etc', local: '/usr/local', mozilla: '/usr/lib/mozilla' } as const;

/** The reason why this machine cannot have a private view, or null if it can. */
export function whyNoFleet(): string | null {
  if (process.platform !== 'linux') return 'mount namespaces exist only on Linux';
  if (process.getuid?.() !== 0) return 'only root can mount folders';
  try {
    execFileSync('unshare', ['-m', 'mount', '--bind', '/etc', '/etc'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'this machine does not allow mount namespaces';
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Makes a private view. Policies in the view do not affect other tests that run at the same time. */
export function makeFleet(): Fleet {
  const folder = mkdtempSync(join(tmpdir(), 'keyferry-fleet-'));
  // `keyferry install` requires that no other user can write in this folder. Other users may read the folder.
  chmodSync(folder, 0o755);
  cpSync('/etc', join(folder, 'etc'), { recursive: true, verbatimSymlinks: true });
  for (const each of ['local/bin', 'local/lib', 'mozilla']) mkdirSync(join(folder, each), { recursive: true });
  const mounts = Object.entries(REPLACED)
    .filter(([, path]) => existsSync(path))
    .map(([name, path]) => `mount --bind ${quoted(join(folder, name))} ${path}`);
  const inside = [...mounts, 'exec "$@"'].join(' && ');
  return {
    folder,
    run: (program, args, env) =>
      execFileSync('unshare', ['-m', 'sh', '-c', inside, 'sh', program, ...args], {
        env: { ...env },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    write(path, text) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    },
    wrap(name, path, without) {
      const file = join(folder, name);
      const lines = [
        '#!/bin/sh',
        'for each; do',
        '  shift',
        `  case $each in ${quoted(without)}) ;; *) set -- "$@" "$each" ;; esac`,
        'done',
        `exec unshare -m sh -c ${quoted(inside)} sh ${quoted(path)} "$@"`,
      ];
      writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o755 });
      return file;
    },
    remove: () => removeFolder(folder),
  };
}

/**
 * Makes a key that signs packages for Chromium.
 * @returns the key's file, and the extension id that belongs to the key
 */
export function makeExtensionKey(file: string): { readonly file: string; readonly id: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const hash = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  const id = [...hash.slice(0, 32)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('');
  return { file, id };
}

/** The JSON blocks of a Markdown document, in their order. */
export function jsonBlocks(path: string): readonly string[] {
  return [...readFileSync(path, 'utf8').matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
}
