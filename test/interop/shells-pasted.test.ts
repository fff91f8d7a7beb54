import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatById } from '#core/shells/shell-export.ts';
import { PATIENCE_MS } from '../waiting.ts';
import {
  bareEnvironment,
  isHere,
  orWhyNot,
  type RealShell,
  readDump,
  realShells,
  throwawayHome,
} from './real-shells.ts';
import { exampleInput, nastyTexts, quoteOrRefuse } from './shell-values.ts';

/**
 * These tests type the export into an interactive shell, line by line and without bracketed paste. An interactive shell
 * expands the history and completes words after Tab, and control characters have an effect there.
 */

const interactive: Record<string, string> = {
  bash: 'bash --norc -i',
  zsh: 'zsh -f -i',
  ksh: 'ksh -i',
  mksh: 'mksh -i',
  dash: 'dash -i',
  tcsh: 'tcsh -f -i',
};

const hasScript = isHere({ program: 'script' });

/** Types these lines at the prompt of a shell. @returns the environment of a program that is then started there */
function environmentAfterPaste(command: string, lines: string): Map<string, string> {
  const { home, remove } = throwawayHome();
  try {
    const dump = join(home, 'dump');
    // This is the first command in the shell's history. If the shell expanded `!!` in a text, it would insert this
    // command.
    const pasted = `echo history\n${lines}env -0 > ${dump}\nexit\n`;
    writeFileSync(join(home, 'pasted'), pasted);
    const env = bareEnvironment(home, { TERM: 'dumb', ENV: '', PS1: '$ ' });
    spawnSync('sh', ['-c', `script -qefc '${command}' /dev/null < pasted > shown`], {
      env,
      cwd: home,
      timeout: PATIENCE_MS,
    });
    return readDump(readFileSync(dump));
  } finally {
    remove();
  }
}

/**
 * Longer texts are left out, because the kernel cuts a line in a terminal at 4095 bytes. Other tests use the longer
 * texts.
 */
const typed = nastyTexts.filter((text) => text.length < 1000);

const pastable = realShells.filter(({ name }) => name in interactive);

for (const real of pastable) {
  describe.skipIf(!hasScript || !isHere(real))(
    `a text pasted at the prompt of ${real.name}${hasScript ? orWhyNot(real) : ': no script(1) on this machine'}`,
    () => {
      const command = interactive[real.name] ?? '';

      it('attack 13: arrives byte for byte, even if it is nasty and history expansion is on', () => {
        const carried = carriedBy(real);
        const lines = carried.map(({ name, quoted }) => `${real.shell.set(name, quoted)}\n`).join('');
        const env = environmentAfterPaste(command, lines);
        const wrong = carried.filter(({ name, value }) => env.get(name) !== value);
        expect(wrong.map(({ name, value, quoted }) => ({ value, quoted, got: env.get(name) }))).toEqual([]);
        expect(carried.length).toBeGreaterThan(40);
      });

      it('sets the variables of the export if the text is an export', () => {
        const env = environmentAfterPaste(command, formatById(real.shell.id)?.render(exampleInput) ?? '');
        expect(env.get('AWS_SESSION_TOKEN')).toBe(exampleInput.credentials.sessionToken);
        expect(env.get('AWS_DEFAULT_REGION')).toBe(exampleInput.region);
      });
    },
  );
}

function carriedBy(real: RealShell) {
  return typed.flatMap((value, at) => {
    const quoted = quoteOrRefuse(real.shell, value);
    return quoted === null ? [] : [{ name: `KF_${at}`, value, quoted }];
  });
}
