import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtHost } from '../process/rig/sandbox.ts';
import { putRoles } from '../process/rig/terminal-roles.ts';
import { PATIENCE_MS } from '../waiting.ts';
import { bareEnvironment, orWhyNot, type RealShell, realShells, throwawayHome } from './real-shells.ts';
import { Terminal, whyNoTerminal } from './terminal-rig.ts';

let program = '';
let place: ReturnType<typeof throwawayHome>;
beforeAll(async () => {
  program = await builtHost();
});
beforeEach(() => {
  place = throwawayHome();
  putRoles(place.home);
});
afterEach(() => place.remove());

/**
 * How to load the output of `shell-init` in a shell, and how to print the exit status, profile and region in one line.
 */
interface Way {
  readonly id: string;
  readonly load: (init: string) => string;
  readonly show: string;
  /** Makes a command after which the script continues, even if the command fails. */
  readonly tried?: (command: string) => string;
  /**
   * Makes a command that prints the completions of a command line. Undefined if the shell shows completions only in a
   * terminal.
   */
  readonly complete?: (line: string) => string;
}

const run = (init: string) => `${process.execPath} ${program} shell-init ${init}`;

/** Prints the status, the profile and the region. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell replaces ${…}, not JavaScript
const POSIX_STATE = 'echo "[$? ${AWS_PROFILE-} ${AWS_REGION-}]"';

const WAYS: readonly Way[] = [
  {
    id: 'bash',
    load: () => `eval "$(${run('bash')})"`,
    show: POSIX_STATE,
    complete: (line) =>
      `COMP_LINE='${line}' COMP_POINT=${line.length} COMP_WORDS=(${line}) COMP_CWORD=2; _keyferry_complete; printf '%s\\n' "\${COMPREPLY[@]}"`,
  },
  { id: 'zsh', load: () => `eval "$(${run('zsh')})"`, show: POSIX_STATE },
  {
    id: 'fish',
    load: () => `${run('fish')} | source`,
    show: 'echo "[$status $AWS_PROFILE $AWS_REGION]"',
    complete: (line) => `complete -C '${line}'`,
  },
  {
    id: 'tcsh',
    load: () => `setenv AWS_REGION ""; setenv AWS_PROFILE ""; eval "\`${run('tcsh')}\`"`,
    show: 'set s = $status; if (! $?AWS_PROFILE) setenv AWS_PROFILE ""; if (! $?AWS_REGION) setenv AWS_REGION ""; echo "[$s $AWS_PROFILE $AWS_REGION]"',
  },
  {
    id: 'xonsh',
    load: () => `execx($(${run('xonsh')}))`,
    show: "print('[' + str(__xonsh__.last_return_code if hasattr(__xonsh__, 'last_return_code') else 0) + ' ' + __xonsh__.env.get('AWS_PROFILE', '') + ' ' + __xonsh__.env.get('AWS_REGION', '') + ']')",
    complete: (line) =>
      `from xonsh.completer import Completer; print('\\n'.join(str(each).strip() for each in Completer().complete('${line.split(' ').at(-1)}', '${line}', 0, ${line.length}, {}, multiline_text='${line}', cursor_index=${line.length})[0]))`,
  },
  {
    id: 'nushell',
    load: (file) => `source ${file}`,
    show: "print $\"[($env.code? | default 0) ($env.AWS_PROFILE? | default '') ($env.AWS_REGION? | default '')]\"",
    tried: (command) => `$env.code = (try { ${command}; 0 } catch { 1 })`,
    complete: (line) => `nu-complete keyferry '${line}' | to text`,
  },
];

const real = (id: string): RealShell => {
  const found = realShells.find(({ name }) => name === id);
  if (!found) throw new Error(`no shell ${id}`);
  return found;
};

function output({ id, load }: Way, lines: readonly string[]): string {
  const shell = real(id);
  const env = bareEnvironment(place.home);
  const init = join(place.home, 'init');
  writeFileSync(init, spawnSync(process.execPath, [program, 'shell-init', id], { env, encoding: 'utf8' }).stdout);
  const file = join(place.home, 'script');
  writeFileSync(file, [load(init), ...lines, ''].join('\n'));
  const options = {
    env,
    cwd: place.home,
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
  } as const;
  return spawnSync(shell.program, shell.run(file), { ...options, stdio: ['ignore', 'pipe', 'pipe'] }).stdout;
}

describe.each(WAYS)('keyferry use in $id', (way) => {
  const whyNot = orWhyNot(real(way.id));
  const { show, tried = (command: string) => command } = way;

  it.skipIf(whyNot !== '')(
    `changes the shell’s profile and region; the argument - changes both back; a failed command changes nothing${whyNot}`,
    () => {
      const steps = ['use dev', 'use shop', 'use -', 'use nothing', 'use written', 'use --off'];
      const lines = steps.flatMap((step) => [tried(`keyferry ${step}`), show]);
      const shown = [...output(way, lines).matchAll(/^\[(\d+) (\S*) (\S*)\]$/gm)].map(([, ...cells]) => cells);
      const fails = way.id === 'xonsh' ? shown[3]?.[0] : '1';
      expect(shown).toEqual([
        ['0', 'dev', 'eu-west-1'],
        ['0', 'shop', 'us-east-1'],
        ['0', 'dev', 'eu-west-1'],
        [fails, 'dev', 'eu-west-1'],
        ['0', 'written', ''],
        ['0', '', ''],
      ]);
    },
  );

  it.skipIf(whyNot !== '')(`does not change the output of other commands, such as keyferry list${whyNot}`, () => {
    expect(output(way, ['keyferry list --names'])).toContain('dev\n');
  });

  it.skipIf(whyNot !== '' || !way.complete)(
    `lets the shell complete the names of profiles${whyNot || (way.complete ? '' : ': only Tab on a terminal shows this, see below')}`,
    () => {
      const found = output(way, [way.complete?.('keyferry use w') ?? '']);
      expect(found.split('\n').map((line) => line.trim())).toContain('written');
      expect(found).not.toContain('dev');
    },
  );
});

const TYPED = [
  {
    id: 'bash',
    start: 'eval "$(INIT bash)"',
    command: ['bash', '--norc', '--noprofile'],
    show: 'echo "[$AWS_PROFILE]"',
  },
  {
    id: 'zsh',
    start: 'autoload -Uz compinit; compinit -D; eval "$(INIT zsh)"',
    command: ['zsh', '-f'],
    show: 'echo "[$AWS_PROFILE]"',
  },
  { id: 'fish', start: 'INIT fish | source', command: ['fish', '--no-config'], show: 'echo "[$AWS_PROFILE]"' },
  { id: 'tcsh', start: 'eval "`INIT tcsh`"', command: ['tcsh', '-f'], show: 'echo "[$AWS_PROFILE]"' },
  {
    id: 'elvish',
    start: 'eval (INIT elvish | slurp)',
    command: ['elvish', '-norc'],
    show: 'echo "["$E:AWS_PROFILE"]"',
  },
];

describe.each(TYPED)('the Tab key in $id', ({ id, start, command, show }) => {
  const whyNot = orWhyNot(real(id)) || whyNoTerminal;
  let terminal: Terminal | null = null;
  afterEach(() => terminal?.close());

  it.skipIf(whyNot !== '')(
    `completes the name of a profile, and keyferry use then changes the shell’s profile${whyNot}`,
    async () => {
      terminal = new Terminal(command, bareEnvironment(place.home));
      await terminal.shows(/[$#%>]/);
      terminal.run(start.replace('INIT', `${process.execPath} ${program} shell-init`));
      terminal.run('echo ready-now');
      // Before a shell shows its prompt, it sometimes ignores a Tab. So the test waits for the prompt.
      await terminal.shows(/^ready-now\n.*[$#%>]/m);
      terminal.type('keyferry use wr');
      terminal.press('Tab');
      await terminal.shows(/keyferry use written/);
      terminal.press('Enter');
      await terminal.shows(/written: ReadOnly in Development/);
      terminal.run(show);
      await terminal.shows(/^\[written\]$/m);
      terminal.run('keyferry use nothing');
      await terminal.shows(/No role matches nothing/);
      terminal.run(show);
      await terminal.shows(/^\[written\]$[\s\S]*^\[written\]$/m);
    },
  );
});
