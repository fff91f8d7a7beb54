import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentOf, formatById } from '#core/shells/shell-export.ts';
import { PATIENCE_MS } from '../waiting.ts';
import {
  bareEnvironment,
  environmentAfter,
  isHere,
  orWhyNot,
  readDump,
  realShells,
  throwawayHome,
} from './real-shells.ts';
import { exampleInput, nastyTexts, quoteOrRefuse } from './shell-values.ts';

/**
 * For each shell, how a person usually evaluates the output of a command. In the tests, `cat text` replaces `keyferry
 * env`.
 */
const idioms: Record<string, string> = {
  bash: 'eval "$(cat text)"',
  zsh: 'eval "$(cat text)"',
  dash: 'eval "$(cat text)"',
  ksh: 'eval "$(cat text)"',
  mksh: 'eval "$(cat text)"',
  'busybox sh': 'eval "$(cat text)"',
  fish: 'cat text | source',
  tcsh: 'eval "`cat text`"',
  elvish: 'eval (cat text | slurp)',
  xonsh: 'execx($(cat text))',
};

const evaluated = realShells.filter(({ name }) => name in idioms);

for (const real of evaluated) {
  describe.skipIf(!isHere(real))(`${real.name} evaluates the output of a command${orWhyNot(real)}`, () => {
    it('attack 13: all values of the export arrive byte for byte', () => {
      const { home, remove } = throwawayHome();
      try {
        writeFileSync(join(home, 'text'), formatById(real.shell.id)?.render(exampleInput) ?? '');
        writeFileSync(join(home, 'script'), `${idioms[real.name]}\n${real.dump}\n`);
        const env = bareEnvironment(home, { AWS_PROFILE: 'left-over' });
        const dump = readDump(execFileSync(real.program, real.run('script'), { env, cwd: home, timeout: PATIENCE_MS }));
        const { set } = environmentOf(exampleInput);
        expect(Object.fromEntries([...dump].filter(([name]) => name.startsWith('AWS_')))).toEqual(set);
      } finally {
        remove();
      }
    });
  });
}

const fish = realShells.find(({ name }) => name === 'fish');

describe.skipIf(!fish || !isHere(fish))(`fish with universal variables${fish ? orWhyNot(fish) : ''}`, () => {
  it('no longer exports the universal variable AWS_PROFILE, but keeps the variable’s value', () => {
    if (!fish) throw new Error('no fish');
    const text = `set -Ux AWS_PROFILE universal\n${formatById('fish')?.render(exampleInput)}set -gx STILL "$(fish -c 'echo $AWS_PROFILE')"\n`;
    // If fish starts without its configuration, it keeps universal variables only in memory.
    const env = environmentAfter({ ...fish, run: (file) => [file] }, text);
    expect(env.has('AWS_PROFILE')).toBe(false);
    expect(env.get('STILL')).toBe('universal');
    expect(env.get('AWS_ACCESS_KEY_ID')).toBe(exampleInput.credentials.accessKeyId);
  });
});

const tcsh = realShells.find(({ name }) => name === 'tcsh');

describe.skipIf(!tcsh || !isHere(tcsh))(`tcsh evaluates the output of a command${tcsh ? orWhyNot(tcsh) : ''}`, () => {
  it.each(['eval `cat text`', 'eval "`cat text`"'])(
    'attack 55: in the eval forms of tcsh a text arrives byte for byte or is refused: %s',
    (form) => {
      if (!tcsh) throw new Error('no tcsh');
      const { home, remove } = throwawayHome();
      try {
        const carried = nastyTexts.flatMap((value, at) => {
          const quoted = value.length < 1000 ? quoteOrRefuse(tcsh.shell, value) : null;
          return quoted === null ? [] : [{ name: `KF_${at}`, value, quoted }];
        });
        const lines = carried.map(({ name, quoted }) => `${tcsh.shell.set(name, quoted)}\n`);
        writeFileSync(join(home, 'text'), lines.join(''));
        // Creates files with these names. If the shell treated a text as a file name pattern, it would find these
        // files.
        for (const name of ["'", "'x'", 'a', 'b']) writeFileSync(join(home, name), '');
        writeFileSync(join(home, 'script'), `${form}\n${tcsh.dump}\n`);
        const options = { env: bareEnvironment(home), cwd: home, timeout: PATIENCE_MS };
        const dump = readDump(execFileSync(tcsh.program, tcsh.run('script'), options));
        const wrong = carried.filter(({ name, value }) => dump.get(name) !== value);
        expect(wrong.map(({ name, value, quoted }) => ({ value, quoted, got: dump.get(name) }))).toEqual([]);
        expect(existsSync(join(home, 'pwned'))).toBe(false);
        expect(carried.length).toBeGreaterThan(40);
      } finally {
        remove();
      }
    },
  );
});
