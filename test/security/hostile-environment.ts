import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Variables with which an attacker could run code in Node or in a shell, load libraries, print text, or stop the host.
 * `{evil}` is the path of the attacker's file.
 */
export const HOSTILE: readonly (readonly [name: string, value: string])[] = [
  ['NODE_OPTIONS', '--require {evil}'],
  ['NODE_PATH', '{folder}'],
  ['NODE_EXTRA_CA_CERTS', '{evil}'],
  ['NODE_DEBUG', 'fs,net'],
  ['NODE_V8_COVERAGE', '{folder}'],
  ['NODE_COMPILE_CACHE', '{folder}/cache'],
  ['NODE_CHANNEL_FD', '3'],
  ['NODE_CHANNEL_SERIALIZATION_MODE', 'advanced'],
  ['NODE_UNIQUE_ID', '1'],
  ['NODE_REPL_EXTERNAL_MODULE', '{evil}'],
  ['NODE_ICU_DATA', '{folder}'],
  ['NODE_REDIRECT_WARNINGS', '{folder}/warnings'],
  ['NODE_PENDING_DEPRECATION', '1'],
  ['NODE_TLS_REJECT_UNAUTHORIZED', '0'],
  ['OPENSSL_CONF', '{config}'],
  ['OPENSSL_MODULES', '{folder}'],
  ['SSL_CERT_FILE', '{evil}'],
  ['UV_THREADPOOL_SIZE', '0'],
  ['ENV', '{script}'],
  ['BASH_ENV', '{script}'],
  ['BASH_FUNC_[%%', '() { {script}; }'],
  ['BASH_FUNC_exec%%', '() { {script}; }'],
  ['BASH_FUNC_env%%', '() { {script}; }'],
  ['SHELLOPTS', 'xtrace:verbose'],
  ['PS4', '$({script})'],
  ['PATH', '{folder}'],
  ['IFS', 'n/'],
  ['CDPATH', '{folder}'],
  ['GCONV_PATH', '{folder}'],
];

/** The folder that contains other versions of Node. Each version has its own folder with the program `bin/node`. */
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'keyferry-nodes');

/** Finds the given major versions of Node on this machine. @returns each version with its path, or with null */
export function nodesFor(
  majors: readonly number[],
): readonly { readonly major: number; readonly node: string | null }[] {
  const others = existsSync(CACHE) ? readdirSync(CACHE).map((name) => join(CACHE, name, 'bin/node')) : [];
  const nodes = [process.execPath, ...others].filter((path) => existsSync(path));
  const versions = nodes.map((node) => ({
    node,
    major: Number.parseInt(spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout, 10),
  }));
  return majors.map((major) => ({ major, node: versions.find((each) => each.major === major)?.node ?? null }));
}

/** The names of all variables in the output of `node --help`. */
export function documentedVariables(node: string): readonly string[] {
  const { stdout } = spawnSync(node, ['--help'], { encoding: 'utf8' });
  const list = stdout.slice(stdout.indexOf('Environment variables:'));
  return [...list.matchAll(/^([A-Z][A-Z0-9_]+) /gm)].flatMap(([, name]) => name ?? []);
}
