import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { version } from '../../../package.json';
import { removeFolder } from '../../remove-folder.ts';
import type { ThrowawayHome } from './throwaway.ts';

function packed(file: string): string {
  const path = resolve('dist/packages', file);
  if (!existsSync(path)) throw new Error(`${path} is not there; run npm run package first`);
  return path;
}

/** The packages that people get from the stores and from npm, unpacked and installed in throwaway folders. */
export interface Packed {
  readonly extension: string;
  /** Runs the installed `keyferry`. @returns what it printed on stdout and stderr */
  run(home: ThrowawayHome, args: readonly string[]): string;
  /** Changes the version number of the installed program and of the extension, as a next release does. */
  release(next: string): void;
  remove(): void;
}

/** Unpacks a zip into a folder. */
export function unpack(zip: string, folder: string): void {
  for (const [name, content] of Object.entries(unzipSync(readFileSync(zip)))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/**
 * Adds `key` to the manifest, because an unpacked extension gets its id from `key`. In a release, the store assigns the
 * id.
 */
function actAsStore(extension: string): void {
  const path = join(extension, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  if ('key' in manifest) throw new Error('the zip for the store holds a key');
  const { key } = JSON.parse(readFileSync('dist/chrome/manifest.json', 'utf8'));
  writeFileSync(path, JSON.stringify({ ...manifest, key }));
}

function installTarball(prefix: string): string {
  const { PATH = '' } = process.env;
  const args = ['install', '--global', '--prefix', prefix, '--offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const env = { PATH, HOME: prefix, npm_config_cache: join(prefix, 'cache') };
  execFileSync('npm', [...args, packed(`keyferry-${version}.tgz`)], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  return join(prefix, 'bin', 'keyferry');
}

/** Replaces the version number in all text files of a folder. */
function replaceVersion(folder: string, next: string): void {
  for (const each of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!each.isFile() || !/\.(?:c?js|json)$/.test(each.name)) continue;
    const path = join(each.parentPath, each.name);
    const text = readFileSync(path, 'utf8');
    if (text.includes(version)) writeFileSync(path, text.replaceAll(version, next));
  }
}

/** Unpacks the packages and installs the program. @throws when `npm run package` has not been run */
export function unpackPackages(browser: 'chrome' | 'firefox'): Packed {
  const folder = mkdtempSync(join(tmpdir(), 'keyferry-packed-'));
  const extension = join(folder, 'extension');
  unpack(packed(`keyferry-${browser}-${version}.zip`), extension);
  if (browser === 'chrome') actAsStore(extension);
  mkdirSync(join(folder, 'empty prefix'));
  const program = installTarball(join(folder, 'empty prefix'));
  return {
    extension,
    run(home, args) {
      const { status, stdout, stderr } = spawnSync(program, [...args], { env: home.env, encoding: 'utf8' });
      if (status !== 0) throw new Error(`keyferry ${args.join(' ')} ended with ${status}: ${stderr}`);
      return stdout + stderr;
    },
    release(next) {
      replaceVersion(join(folder, 'empty prefix', 'lib', 'node_modules', 'keyferry'), next);
      replaceVersion(extension, next);
    },
    remove: () => removeFolder(folder),
  };
}
