import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cmd } from '#core/shells/cmd.ts';
import { environmentOf, formatById } from '#core/shells/shell-export.ts';
import { PATIENCE_MS } from '../waiting.ts';
import { bareEnvironment, orWhyNot, throwawayHome } from './real-shells.ts';
import { exampleInput, nastyTexts, quoteOrRefuse } from './shell-values.ts';

const soak = process.env.KEYFERRY_SOAK === '1';
const wine = { name: 'wine', program: 'wine' };
const whyNot = soak ? orWhyNot(wine) : ': a long form (KEYFERRY_SOAK=1)';

describe.skipIf(whyNot !== '')(`Command Prompt in wine runs the export${whyNot}`, () => {
  const { home, remove } = throwawayHome();
  afterAll(remove);

  /** Runs these lines in cmd. @returns the environment after the lines, as the command `SET` prints it */
  function environmentAfterLines(text: string, env: Record<string, string> = {}): Map<string, string> {
    writeFileSync(join(home, 'text.cmd'), `@echo off\n${text}SET >dump.txt\n`);
    execFileSync('wine', ['cmd', '/c', 'text.cmd'], {
      cwd: home,
      env: { ...bareEnvironment(home, env), WINEPREFIX: join(home, 'wine'), WINEDEBUG: '-all' },
      timeout: PATIENCE_MS,
      stdio: 'ignore',
    });
    const lines = readFileSync(join(home, 'dump.txt'), 'latin1').split('\r\n').filter(Boolean);
    return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  }

  it('attack 13: every nasty text arrives byte for byte or is refused', () => {
    const carried = nastyTexts.flatMap((value, at) => {
      const quoted = quoteOrRefuse(cmd, value);
      return quoted === null ? [] : [{ name: `KF_${at}`, value, quoted }];
    });
    const env = environmentAfterLines(carried.map(({ name, quoted }) => `${cmd.set(name, quoted)}\n`).join(''));
    expect(carried.map(({ name }) => env.get(name))).toEqual(carried.map(({ value }) => value));
    expect(carried.length).toBeGreaterThan(20);
  });

  it('sets exactly the variables of the export, and removes other AWS variables; `unset` removes all AWS variables', () => {
    const aws = (env: Map<string, string>) => Object.fromEntries([...env].filter(([name]) => name.startsWith('AWS_')));
    const format = formatById('cmd');
    const text = format?.render(exampleInput) ?? '';
    expect(aws(environmentAfterLines(text, { AWS_PROFILE: 'left-over' }))).toEqual(environmentOf(exampleInput).set);
    expect(aws(environmentAfterLines(`${text}${format?.unset?.()}`))).toEqual({});
  });
});
