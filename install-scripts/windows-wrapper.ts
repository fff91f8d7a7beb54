import { CONTROL } from '#core/patterns.ts';
import { UNSET_VARIABLES } from './wrapper.ts';

/*
 * The wrapper for Windows, which browsers start with `cmd.exe /d /s /c "<path> <arguments>"`. Batch files cannot quote
 * every character, so install refuses paths that cmd would misread.
 */

export const CMD_WRAPPER_FILE = 'keyferry-host.cmd';

const FALLBACK_NODES = [
  '%ProgramFiles%\\nodejs\\node.exe',
  '%LOCALAPPDATA%\\Programs\\nodejs\\node.exe',
  '%LOCALAPPDATA%\\Volta\\bin\\node.exe',
];

/** Why cmd.exe could not start a program at `path`, or null. Inside a batch file more characters can be quoted. */
export function whyNotForCmd(path: string): string | null {
  const odd = (/[%&^!<>|";,=`]/.exec(path) ?? CONTROL.exec(path))?.[0];
  return odd === undefined
    ? null
    : `the Command Prompt, which browsers use to start programs, misreads ${JSON.stringify(odd)}`;
}

/** A path inside double quotes in a batch file. */
function batchPath(path: string): string {
  if (path.includes('"') || CONTROL.test(path)) throw new Error('a path on Windows cannot hold these characters');
  return path.replaceAll('%', '%%');
}

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

function batch(lines: readonly string[]): string {
  // cmd reads a batch file in the console's code page; the line that changes it is ASCII.
  const codePage = lines.every(isAscii) ? [] : ['chcp 65001 >nul'];
  const head = ['@echo off', 'setlocal EnableExtensions DisableDelayedExpansion', ...codePage];
  return [...head, ...lines, ''].join('\r\n');
}

/**
 * The wrapper as a batch file.
 * @param node absolute path of the Node that runs install
 * @param program absolute path of the installed keyferry.cjs
 */
export function cmdWrapper(node: string, program: string, otherNodes = FALLBACK_NODES): string {
  return batch([
    'rem Written by keyferry install: run it again after moving or upgrading Node.',
    ...UNSET_VARIABLES.map((name) => `set "${name}="`),
    `set "program=${batchPath(program)}"`,
    `set "node=${batchPath(node)}"`,
    'if exist "%node%" goto run',
    ...otherNodes.flatMap((path) => [`set "node=${path}"`, 'if exist "%node%" goto run']),
    '>&2 echo keyferry: No Node 20 or newer was found; install it, then install Keyferry again.',
    'exit /b 127',
    ':run',
    '"%node%" "%program%" %*',
    'exit /b %errorlevel%',
  ]);
}

/**
 * The batch file for browsers on Windows that starts the host inside a Linux distribution. wsl.exe passes the pipes on.
 * @param distribution name of the distribution, from `WSL_DISTRO_NAME`
 * @param wrapper absolute path of the sh wrapper in the distribution
 */
export function wslWrapper(distribution: string, wrapper: string): string {
  return batch([
    'rem Written by keyferry install inside WSL: run it there again after moving the distribution.',
    `"%SystemRoot%\\System32\\wsl.exe" -d "${batchPath(distribution)}" --cd / --exec "${batchPath(wrapper)}" %*`,
    'exit /b %errorlevel%',
  ]);
}
