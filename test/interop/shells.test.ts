import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { environmentOf, formatById } from '#core/shells/shell-export.ts';
import { environmentAfter, isHere, orWhyNot, type RealShell, realShells } from './real-shells.ts';
import { exampleInput, nastyText, nastyTexts, quoteOrRefuse } from './shell-values.ts';
import '../fixed-seed.ts';

const leftOvers = {
  AWS_PROFILE: 'left-over',
  AWS_DEFAULT_PROFILE: "left'over",
  AWS_SECURITY_TOKEN: 'STALEEXAMPLE',
  AWS_CREDENTIAL_EXPIRATION: '2001-01-01T00:00:00Z',
};

function formatOf(real: RealShell) {
  const format = formatById(real.shell.id);
  if (!format?.unset) throw new Error(`${real.shell.id} cannot unset`);
  return { render: format.render, unset: format.unset };
}

const awsVariables = (env: Map<string, string>) =>
  Object.fromEntries([...env].filter(([name]) => name.startsWith('AWS_')));

/**
 * Sets all values in one shell and compares them with the environment of a program that the shell starts. @returns how
 * many values the shell accepts
 */
function expectExact(real: RealShell, values: readonly string[]): number {
  const carried = values.flatMap((value, at) => {
    const quoted = quoteOrRefuse(real.shell, value);
    return quoted === null ? [] : [{ name: `KF_${at}`, value, quoted }];
  });
  const text = carried.map(({ name, quoted }) => `${real.shell.set(name, quoted)}\n`).join('');
  const env = environmentAfter(real, text);
  const wrong = carried.filter(({ name, value }) => env.get(name) !== value);
  expect(wrong.map(({ name, value, quoted }) => ({ value, quoted, got: env.get(name) }))).toEqual([]);
  return carried.length;
}

/**
 * For each shell, the texts that it refuses. Every shell also refuses texts with a NUL. All other texts must arrive
 * unchanged.
 */
const refusedBy: Record<string, RegExp> = {
  sh: /(?!\n)\p{Cc}/u,
  fish: /[\uf600-\uf6ff\ufdd0-\ufdef]/,
  tcsh: /[\p{Cc}*?[\]{}~]| {2}/u,
};

const carriable = (real: RealShell, values: readonly string[]) =>
  values.filter((value) => !value.includes('\0') && !refusedBy[real.shell.id]?.test(value)).length;

for (const real of realShells) {
  describe.skipIf(!isHere(real))(`the export in ${real.name}${orWhyNot(real)}`, () => {
    it('attack 13: every nasty text arrives byte for byte, except the texts that this shell is known to refuse', () => {
      expect(expectExact(real, nastyTexts)).toBe(carriable(real, nastyTexts));
    });

    it('attack 13: every generated text arrives byte for byte, except texts that this shell is known to refuse', () => {
      const property = fc.property(fc.array(nastyText, { minLength: 100, maxLength: 200 }), (values) => {
        expect(expectExact(real, values)).toBe(carriable(real, values));
      });
      fc.assert(property, { numRuns: 8, endOnFailure: true });
    });

    it('sets exactly its own variables, and removes variables that AWS tools would use instead', () => {
      const env = environmentAfter(real, formatOf(real).render(exampleInput), leftOvers);
      expect(awsVariables(env)).toEqual(environmentOf(exampleInput).set);
    });

    it('sets its variables even if no AWS variable was set before', () => {
      const { region: _, ...withoutRegion } = exampleInput;
      const env = environmentAfter(real, formatOf(real).render(withoutRegion));
      expect(awsVariables(env)).toEqual(environmentOf(withoutRegion).set);
    });

    it('is undone by the text for `unset`, even if the shell runs the text for `unset` twice', () => {
      const { render, unset } = formatOf(real);
      const env = environmentAfter(real, `${render(exampleInput)}${unset()}${unset()}`);
      expect(awsVariables(env)).toEqual({});
    });
  });
}
