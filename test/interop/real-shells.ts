import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Shell, shells } from '#core/shells/shell-export.ts';
import { PATIENCE_MS } from '../waiting.ts';

/** A real shell program. Keyferry can export keys for this shell. */
export interface RealShell {
  readonly name: string;
  readonly shell: Shell;
  readonly program: string;
  /** The arguments with which the shell runs a file, but does not run the user's start-up files. */
  readonly run: (file: string) => string[];
  /** A command that prints the environment to stdout. A NUL character separates the variables. */
  readonly dump: string;
}

const shellOf = (id: string) => {
  const shell = shells.find((each) => each.id === id);
  if (!shell) throw new Error(`no shell ${id}`);
  return shell;
};

const plain = (name: string, id: string, program = name, flags: string[] = []): RealShell => ({
  name,
  shell: shellOf(id),
  program,
  run: (file) => [...flags, file],
  dump: 'env -0',
});

const nushellBinary = join(import.meta.dirname, '../../node_modules/@nushell/linux-x64/bin/nu');

/**
 * All shells in which the tests run an export. Several programs can be `/bin/sh`, and each of them runs the text for
 * sh.
 */
export const realShells: readonly RealShell[] = [
  plain('bash', 'bash', 'bash', ['--norc']),
  plain('bash --posix', 'sh', 'bash', ['--posix']),
  plain('zsh', 'zsh', 'zsh', ['-f']),
  plain('zsh with RC_QUOTES', 'zsh', 'zsh', ['-f', '-o', 'RC_QUOTES']),
  plain('dash', 'sh'),
  plain('ksh', 'sh'),
  plain('mksh', 'sh'),
  plain('yash', 'sh'),
  plain('busybox sh', 'sh', 'busybox', ['sh']),
  plain('fish', 'fish', 'fish', ['--no-config']),
  plain('tcsh', 'tcsh', 'tcsh', ['-f']),
  plain('elvish', 'elvish', 'elvish', ['-norc']),
  plain('xonsh', 'xonsh', 'xonsh', ['--no-rc']),
  { ...plain('nushell', 'nushell', nushellBinary, ['-n']), dump: '^env -0' },
];

/** Whether this machine has the program. */
export function isHere({ program }: Pick<RealShell, 'program'>): boolean {
  return program.includes('/') ? existsSync(program) : spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

/**
 * A part for the end of a test title. It says that this machine does not have the shell, or is empty if the machine has
 * it.
 */
export const orWhyNot = (real: Pick<RealShell, 'name' | 'program'>): string =>
  isHere(real) ? '' : `: no ${real.name} on this machine`;

/** Makes a temporary home folder. */
export function throwawayHome() {
  const home = mkdtempSync(join(tmpdir(), 'keyferry-shells-'));
  mkdirSync(join(home, '.config'), { recursive: true });
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) };
}

export function bareEnvironment(home: string, extra: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    LC_ALL: 'C.UTF-8',
    ...extra,
  };
}

/** The names and values in the output of `env -0`. Bytes that are not valid UTF-8 become U+FFFD. */
export function readDump(dump: Buffer): Map<string, string> {
  const entries = dump.toString('utf8').split('\0').filter(Boolean);
  return new Map(entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
}

/**
 * Runs a text in the shell. @returns the environment of a program that the shell starts at the end of the text
 * @param env variables for the shell in addition to PATH and HOME
 */
export function environmentAfter(real: RealShell, text: string, env: Record<string, string> = {}): Map<string, string> {
  const { home, remove } = throwawayHome();
  try {
    const file = join(home, 'text');
    writeFileSync(file, `${text}${real.dump}\n`);
    return readDump(
      execFileSync(real.program, real.run(file), {
        env: bareEnvironment(home, env),
        cwd: home,
        maxBuffer: 64 * 1024 * 1024,
        timeout: PATIENCE_MS,
      }),
    );
  } finally {
    remove();
  }
}
