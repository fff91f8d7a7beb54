import { CONTROL } from '#core/patterns.ts';
import { LAUNCHER_VARIABLES, WINDOWS_VARIABLES } from './allowed-variables.ts';
import { CLEANED_COMMAND } from './launcher.ts';
import { NO_NODE } from './no-node-reply.ts';
import { windowsNodeFolders } from './node-folders.ts';

/*
 * The wrapper for Windows. Browsers start it with `cmd.exe /d /s /c "<path> <arguments>"`. In this command line, some
 * characters cannot be quoted. So `keyferry install` refuses paths with such characters.
 */

/**
 * The name of a file in the wrapper's folder. If the wrapper finds no Node, it sends the content of this file as its
 * reply. cmd itself cannot print a reply, because a frame contains zero bytes.
 */
export const NO_NODE_FILE = 'no-node.bin';

/**
 * The reason why cmd.exe cannot start a program at `path`. Null if it can. cmd can quote fewer characters on its
 * command line than in a batch file.
 */
export function whyNotForCmd(path: string): string | null {
  const odd = (/[%&^!<>|";,=`]/.exec(path) ?? CONTROL.exec(path))?.[0];
  return odd === undefined
    ? null
    : `the Command Prompt, which browsers use to start programs, misreads ${JSON.stringify(odd)}`;
}

/** Prepares a path for a batch file. The result must be put between double quotes. */
function batchPath(path: string): string {
  if (path.includes('"') || CONTROL.test(path)) throw new Error('a path on Windows cannot contain these characters');
  return path.replaceAll('%', '%%');
}

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

function batch(lines: readonly string[]): string {
  // cmd reads a batch file in the code page of the console. The command `chcp 65001` changes the code page to UTF-8.
  // The command itself contains only ASCII, so cmd can read it in any code page.
  const codePage = lines.every(isAscii) ? [] : ['chcp 65001 >nul'];
  const head = ['@echo off', 'setlocal EnableExtensions DisableDelayedExpansion', ...codePage];
  return [...head, ...lines, ''].join('\r\n');
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Commands that remove every variable that is not in the list. First they set a variable `~NAME` for each NAME in the
 * list. Then a loop removes each variable without such a mark. The loop skips the variables that start with a tilde.
 * `for /f` starts the program in the variable ComSpec, so the first command sets ComSpec to a fixed path.
 */
function keepOnlyAllowed(windows: string, variables: readonly string[]): string[] {
  return [
    `set "ComSpec=${batchPath(windows)}\\System32\\cmd.exe"`,
    // Before this script, the environment may already contain variables that start with a tilde. This line removes
    // them.
    'for /f "eol== delims==" %%v in (\'set ~ 2^>nul\') do set "%%v="',
    ...variables.map((name) => `set "~${name}=1"`),
    'for /f "eol=~ delims==" %%v in (\'set\') do if not defined ~%%v set "%%v="',
    ...variables.map((name) => `set "~${name}="`),
    `set "SystemRoot=${batchPath(windows)}"`,
  ];
}

/**
 * Commands that look for other copies of Node. The paths come from the environment of the person who ran `keyferry
 * install`, not from the browser's environment.
 */
function searchOtherNodes(env: Environment): string[] {
  const isNew = '-e "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)" <nul >nul 2>&1';
  const fixed = [
    ...(env.ProgramFiles ? [`${env.ProgramFiles}\\nodejs\\node.exe`] : []),
    ...(env.LOCALAPPDATA ? [`${env.LOCALAPPDATA}\\Programs\\nodejs\\node.exe`] : []),
  ];
  return [
    ...fixed.flatMap((path) => [`set "node=${batchPath(path)}"`, 'if exist "%node%" goto run']),
    'set "node="',
    ...windowsNodeFolders(env).map(
      ({ folder, file }) =>
        `for /d %%d in ("${batchPath(folder)}\\*") do if exist "%%d\\${file}" "%%d\\${file}" ${isNew} && set "node=%%d\\${file}"`,
    ),
    'if defined node goto run',
  ];
}

const HEAD = 'rem Written by keyferry install: run it again after moving or upgrading Node.';
const START = [':run', '"%node%" "%program%" %*', 'exit /b %errorlevel%'];

/**
 * Commands that set the variable `program` and look for Node. If they find Node, they jump to `:run`. Otherwise they
 * print that Node is missing.
 */
function findNode(node: string, program: string, env: Environment): string[] {
  return [
    `set "program=${batchPath(program)}"`,
    `set "node=${batchPath(node)}"`,
    'if exist "%node%" goto run',
    ...searchOtherNodes(env),
    `>&2 echo keyferry: ${NO_NODE}`,
  ];
}

/**
 * The wrapper as a batch file. It removes all variables of the browser's environment except the allowed ones.
 * @param node absolute path of the Node that runs install
 * @param program absolute path of the installed keyferry.cjs
 * @param env environment of the person who runs install
 */
export function cmdWrapper(node: string, program: string, env: Environment): string {
  const windows = env.SystemRoot || 'C:\\Windows';
  return batch([
    HEAD,
    ...keepOnlyAllowed(windows, WINDOWS_VARIABLES),
    ...findNode(node, program, env),
    'rem A ready-made reply to the first request of the extension, then wait until the browser closes the pipe.',
    `type "%~dp0${NO_NODE_FILE}"`,
    `"${batchPath(windows)}\\System32\\findstr.exe" "^" >nul`,
    'exit /b 127',
    ...START,
  ]);
}

/**
 * The launcher as a batch file (see launcher.ts). For the command `credential-process`, it removes all variables except
 * the allowed ones.
 */
export function cmdLauncher(node: string, program: string, env: Environment): string {
  const windows = env.SystemRoot || 'C:\\Windows';
  return batch([
    HEAD,
    `if not "%~1"=="${CLEANED_COMMAND}" goto find`,
    ...keepOnlyAllowed(windows, [...WINDOWS_VARIABLES, ...LAUNCHER_VARIABLES]),
    ':find',
    ...findNode(node, program, env),
    'exit /b 1',
    ...START,
  ]);
}

/**
 * The wrapper for a browser on Windows and a host inside a Linux distribution (WSL). wsl.exe connects the browser's
 * pipes with the host.
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
