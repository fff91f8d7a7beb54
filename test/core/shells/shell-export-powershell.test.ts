import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { powershell } from '#core/shells/powershell.ts';
import { environmentOf, failedEnvironment, formatById } from '#core/shells/shell-export.ts';
import { exampleInput, nastyText, nastyTexts, quoteOrRefuse } from '../../interop/shell-values.ts';
import { readPowerShell } from './powershell-reader.ts';
import '../../fixed-seed.ts';

async function expectExact(values: readonly string[]): Promise<void> {
  const quoted = values.map((value) => ({ value, quoted: quoteOrRefuse(powershell, value) }));
  const carried = quoted.flatMap(({ value, quoted }, at) =>
    quoted === null ? [] : [{ name: `K${at}`, value, quoted }],
  );
  expect(carried.length).toBe(values.filter((value) => value !== '' && !value.includes('\0')).length);
  const text = carried.map(({ name, quoted }) => `${powershell.set(name, quoted)}\n`).join('');
  expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  expect(await readPowerShell(text)).toEqual(carried.map(({ name, value }) => ({ set: name, value })));
}

/**
 * This project's machines have no PowerShell. So the tests read the text with the tree-sitter grammar of PowerShell and
 * the rules of about_Quoting_Rules.
 */
describe('the PowerShell export', () => {
  it('attack 13: writes texts with dangerous characters so that PowerShell’s grammar reads exactly the same texts', async () => {
    await expectExact(nastyTexts);
  });

  it('attack 13: writes generated texts so that PowerShell’s grammar reads exactly the same texts', async () => {
    await fc.assert(fc.asyncProperty(fc.array(nastyText, { minLength: 20, maxLength: 60 }), expectExact), {
      numRuns: 20,
      endOnFailure: true,
    });
  });

  it('removes variables that would override the keys, then sets exactly the variables of the export', async () => {
    const { set, unset } = environmentOf(exampleInput);
    expect(await readPowerShell(formatById('powershell')?.render(exampleInput) ?? '')).toEqual([
      ...unset.map((removed) => ({ removed })),
      ...Object.entries(set).map(([name, value]) => ({ set: name, value })),
    ]);
  });

  it('contains the same three lines as the portal’s dialog', () => {
    const text = formatById('powershell')?.render(exampleInput);
    expect(text).toContain(`\n$Env:AWS_ACCESS_KEY_ID="${exampleInput.credentials.accessKeyId}"\n`);
    expect(text).toContain(`\n$Env:AWS_SECRET_ACCESS_KEY="${exampleInput.credentials.secretAccessKey}"\n`);
    expect(text).toContain(`\n$Env:AWS_SESSION_TOKEN="${exampleInput.credentials.sessionToken}"\n`);
  });

  it('attack 56: prints PowerShell code for a failed export, which removes earlier keys and profiles and then throws an error', async () => {
    const text = formatById('powershell')?.failure?.() ?? '';
    expect(text).toMatch(/\nthrow 'keyferry env failed'\n$/);
    expect(await readPowerShell(text.replace(/throw .*\n$/, ''))).toEqual([
      ...failedEnvironment.unset.map((removed) => ({ removed })),
      { set: 'AWS_PROFILE', value: 'keyferry-failed' },
    ]);
  });

  it('has an `unset` text that removes every variable that the export can set', async () => {
    const removed = await readPowerShell(formatById('powershell')?.unset?.() ?? '');
    expect(removed).toEqual(Object.keys(environmentOf(exampleInput).set).map((name) => ({ removed: name })));
  });

  it.each([
    ['a quote that is not doubled', "$Env:A='it's'\n"],
    ['a typographic quote that ends the string', "$Env:A='x\u2019;whoami;\u2018y'\n"],
    ['an expansion', '$Env:A="$(whoami)"\n'],
    ['a second command', "$Env:A='x';whoami\n"],
    ['a sum of characters', '$Env:A=[char]0x41+[char]0x42\n'],
  ])('is checked with a test reader that refuses %s', async (_, text) => {
    await expect(readPowerShell(text)).rejects.toThrow();
  });
});
