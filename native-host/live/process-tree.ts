import { readFileSync, readlinkSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { CONTROLS } from '#core/patterns.ts';
import type { LiveClient } from '#core/protocol/live.ts';
import type { IsOwnProgram } from './own-program.ts';

/*
 * Names the program that asks for keys, from /proc. This is for display and for answers that a person gave for one
 * program. It never makes a grant wider.
 */

/** Programs that only start other programs. */
const SHELLS = new Set(
  'sh bash dash zsh fish ksh ksh93 mksh yash tcsh csh ash busybox nu elvish xonsh pwsh env timeout'.split(' '),
);
const INTERPRETER = /^(?:python|pypy|node|ruby|perl|php|java|deno|bun|Rscript)[\d.]*$/;

/** Options of interpreters whose value is the next word. */
const WITH_VALUE = new Set('-r --require --import --loader -C --conditions -W -X -I'.split(' '));

/** Variables that coding agents set for the programs that they start. The specific ones come first. */
const AGENT_MARKERS = [
  'CLAUDECODE',
  'CURSOR_AGENT',
  'GEMINI_CLI',
  'CODEX_SANDBOX',
  'OPENCODE',
  'CLINE_ACTIVE',
  'AI_AGENT',
  'AGENT',
] as const;

/** No process has more ancestors than this in practice. */
const MAX_ANCESTORS = 40;

interface ProcessInfo {
  readonly parent: number;
  readonly program: string;
  readonly args: readonly string[];
  readonly terminal: string | null;
}

const shown = (text: string, most: number): string => text.replace(CONTROLS, '').slice(0, most);

/** The name of a terminal by its device number, as in proc(5). */
function terminalOf(device: number): string | null {
  const major = (device >> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00);
  if (major >= 136 && major <= 143) return `pts/${minor + (major - 136) * 256}`;
  return major === 4 ? `tty${minor}` : null;
}

function programOf(folder: string, command: string): string {
  try {
    return basename(readlinkSync(join(folder, 'exe')).replace(/ \(deleted\)$/, ''));
  } catch {
    return command;
  }
}

function readProcess(folder: string): ProcessInfo {
  const stat = readFileSync(join(folder, 'stat'), 'utf8');
  // The command is in parentheses and may contain parentheses and blanks.
  const end = stat.lastIndexOf(')');
  const [, parent = '0', , , terminal = '0'] = stat.slice(end + 2).split(' ');
  return {
    parent: Number(parent),
    program: programOf(folder, stat.slice(stat.indexOf('(') + 1, end)),
    args: readFileSync(join(folder, 'cmdline'), 'utf8').split('\0').slice(0, 64),
    terminal: terminalOf(Number(terminal)),
  };
}

const NODE = /^node(?:js)?[\d.]*$/;

/**
 * Whether Node runs Keyferry's own program in this process. An argument that only looks like the path of that program
 * does not count, because any program could hide its own name with such an argument.
 * @param folder the process's working folder
 */
const isKeyferry = ({ program, args }: ProcessInfo, folder: string | null, isOwn: IsOwnProgram): boolean =>
  NODE.test(program) && isOwn(resolve(folder ?? '/', args[1] ?? ''));

/** The script that an interpreter runs, or null. */
function scriptOf({ program, args }: ProcessInfo): string | null {
  if (!INTERPRETER.test(program)) return null;
  for (let at = 1; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '-m') return args[at + 1] || null;
    if (word === '-c' || word === '-e') return null;
    if (WITH_VALUE.has(word)) at++;
    else if (!word.startsWith('-')) return basename(word) || null;
  }
  return null;
}

function folderOf(folder: string): string | null {
  try {
    return readlinkSync(join(folder, 'cwd'));
  } catch {
    return null;
  }
}

function asClient(info: ProcessInfo, folder: string | null): LiveClient {
  const [program, script] = [shown(info.program, 128), shown(scriptOf(info) ?? '', 128)];
  return {
    // A name of only control characters is no name.
    ...(program !== '' && { program }),
    ...(script !== '' && { script }),
    ...(folder !== null && { folder: shown(folder, 512) }),
    ...(info.terminal !== null && { terminal: info.terminal }),
  };
}

/**
 * The first process that is neither a shell nor keyferry, starting at `pid` and going up through its parents.
 * @param isOwn recognises Keyferry's own program
 * @param root of the process file system
 * @returns an empty object where there is no such file system, or no such process
 */
export function describeProcess(pid: number, isOwn: IsOwnProgram, root = '/proc'): LiveClient {
  let next = pid;
  try {
    for (let level = 0; level < MAX_ANCESTORS && next > 1; level++) {
      const folder = join(root, String(next));
      const info = readProcess(folder);
      const working = folderOf(folder);
      if (!SHELLS.has(info.program) && !isKeyferry(info, working, isOwn)) return asClient(info, working);
      next = info.parent;
    }
  } catch {
    // The process has ended, or this system has no /proc.
  }
  return {};
}

/** The coding agent of the client, by the variable that it sets. Every value of the variable counts except ''. */
export function agentIn(env: Readonly<Record<string, string | undefined>>): Pick<LiveClient, 'agent'> {
  const agent = AGENT_MARKERS.find((name) => env[name]);
  return agent === undefined ? {} : { agent };
}

/** Like `agentIn`, with the variables that the process got at its start. */
export function agentOfProcess(pid: number, root = '/proc'): Pick<LiveClient, 'agent'> {
  try {
    const lines = readFileSync(join(root, String(pid), 'environ'), 'utf8').split('\0');
    return agentIn(Object.fromEntries(AGENT_MARKERS.map((name) => [name, lines.find((line) => isSet(line, name))])));
  } catch {
    return {};
  }
}

const isSet = (line: string, name: string): boolean => line.startsWith(`${name}=`) && line.length > name.length + 1;
