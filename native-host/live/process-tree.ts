import { readFileSync, readlinkSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { CONTROLS } from '#core/patterns.ts';
import type { LiveClient } from '#core/protocol/live.ts';
import type { IsOwnProgram } from './own-program.ts';

/*
 * Finds the name of the program that asks for keys, in the /proc file system. Keyferry shows this name to the person.
 * If the person gives an answer, Keyferry stores the answer together with the name. The name never gives a program more
 * rights.
 */

/** Shells and other programs that are only used to start other programs. Keyferry does not show their names. */
const SHELLS = new Set(
  'sh bash dash zsh fish ksh ksh93 mksh yash tcsh csh ash busybox nu elvish xonsh pwsh env timeout'.split(' '),
);
const INTERPRETER = /^(?:python|pypy|node|ruby|perl|php|java|deno|bun|Rscript)[\d.]*$/;

/** Options of interpreters that have a value. The value is the next word. */
const WITH_VALUE = new Set('-r --require --import --loader -C --conditions -W -X -I'.split(' '));

/**
 * Variables that coding agents set for the programs that they start. The last variables in the list are set by several
 * agents, all others by one agent.
 */
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

/**
 * The function looks at most at this number of parent processes. In practice, no process has so many parent processes.
 */
const MAX_ANCESTORS = 40;

interface ProcessInfo {
  readonly parent: number;
  readonly program: string;
  readonly args: readonly string[];
  readonly terminal: string | null;
}

const shown = (text: string, most: number): string => text.replace(CONTROLS, '').slice(0, most);

/** The name of the terminal with this device number (see proc(5)). */
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
  // The name of the command is in parentheses. The name may also contain parentheses and blanks.
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
 * Whether this process is Node and runs Keyferry's own program. Only the real path of the program counts. Otherwise any
 * program could hide its own name with an argument that looks like this path.
 * @param folder the working folder of the process
 */
const isKeyferry = ({ program, args }: ProcessInfo, folder: string | null, isOwn: IsOwnProgram): boolean =>
  NODE.test(program) && isOwn(resolve(folder ?? '/', args[1] ?? ''));

/** The name of the script that an interpreter runs. Null if the process runs no script. */
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
    // If the name consists only of control characters, there is no name to show.
    ...(program !== '' && { program }),
    ...(script !== '' && { script }),
    ...(folder !== null && { folder: shown(folder, 512) }),
    ...(info.terminal !== null && { terminal: info.terminal }),
  };
}

/**
 * Describes the first process that is neither a shell nor keyferry. The function starts with the process `pid` and goes
 * up through its parent processes.
 * @param isOwn recognises Keyferry's own program
 * @param root folder of the process file system
 * @returns an empty object if there is no such process, or no process file system
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
    // Either the process has ended, or this system has no /proc.
  }
  return {};
}

/**
 * The coding agent that started the client. If the variable of an agent is set and not empty, this agent started the
 * client.
 */
export function agentIn(env: Readonly<Record<string, string | undefined>>): Pick<LiveClient, 'agent'> {
  const agent = AGENT_MARKERS.find((name) => env[name]);
  return agent === undefined ? {} : { agent };
}

/** Like `agentIn`, but for another process. The function reads the variables that the process had when it started. */
export function agentOfProcess(pid: number, root = '/proc'): Pick<LiveClient, 'agent'> {
  try {
    const lines = readFileSync(join(root, String(pid), 'environ'), 'utf8').split('\0');
    return agentIn(Object.fromEntries(AGENT_MARKERS.map((name) => [name, lines.find((line) => isSet(line, name))])));
  } catch {
    return {};
  }
}

const isSet = (line: string, name: string): boolean => line.startsWith(`${name}=`) && line.length > name.length + 1;
