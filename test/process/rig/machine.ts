import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type CommandIo, runCommandLine } from '../../../native-host/cli/index.ts';

export let root = '';
export let home = '';
/**
 * A simulated Windows computer: the contents of its registry, and the command lines of all programs that were started.
 */
export let registry = new Map<string, string>();
export let ran: string[][] = [];

const folder = process.cwd();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'keyferry-systems-'));
  home = join(root, 'home');
  mkdirSync(home);
  writeFileSync(join(root, 'keyferry.cjs'), '// the program\n');
  // On Linux and macOS, a Windows path such as `C:\Users\me` is a file name in the current folder. Vitest runs several
  // test files at the same time, so each test file needs its own current folder.
  process.chdir(root);
  registry = new Map();
  ran = [];
});
afterEach(() => {
  process.chdir(folder);
  rmSync(root, { recursive: true, force: true });
});

const answer = (stdout = '', status = 0) => ({ status, stdout, stderr: '' });

/** Gives the same answers as reg.exe, and as the Windows programs that Keyferry starts in WSL. */
function fakeRun(program: string, args: readonly string[]) {
  ran.push([program, ...args]);
  const [verb = '', key = '', ...rest] = args;
  if (/cmd\.exe$/.test(program))
    return answer(`C:\\Users\\me\\AppData\\${/%LOCAL/.test(args.join()) ? 'Local' : 'Roaming'}\r\n`);
  if (program === 'wslpath') return answer(`${join(root, 'c', args[1]?.slice(3).replaceAll('\\', '/') ?? '')}\n`);
  if (!/reg\.exe$/.test(program)) return { status: null, stdout: '', stderr: 'ENOENT' };
  if (verb === 'add') registry.set(key, rest[4] ?? '');
  if (verb === 'delete') registry.delete(key);
  if (verb !== 'query') return answer();
  const found = registry.get(key);
  return found === undefined ? answer('', 1) : answer(`\r\n${key}\r\n    (Default)    REG_SZ    ${found}\r\n\r\n`);
}

/** Runs a `keyferry` command inside the test's own process, as if on the given operating system. */
export async function keyferry(args: string[], given: Partial<CommandIo>) {
  const said = { stdout: '', stderr: '' };
  const io: CommandIo = {
    env: { HOME: home, PATH: '' },
    platform: 'linux',
    release: () => '6.1.0',
    root: join(root, 'system'),
    home,
    execPath: process.execPath,
    programPath: join(root, 'keyferry.cjs'),
    run: fakeRun,
    stdout: (text) => {
      said.stdout += text;
    },
    isTerminal: false,
    stderr: (text) => {
      said.stderr += text;
    },
    now: Date.now,
    ...given,
  };
  return { status: await runCommandLine(args, io), ...said };
}

export const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
