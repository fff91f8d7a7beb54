import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { sayHello } from '../../native-host/cli/doctor/hello.ts';
import { runProgram } from '../../native-host/cli/shared/run-program.ts';
import { temporaryFolder } from './rig/sandbox.ts';

describe('the programs that doctor and install start', () => {
  let folder = '';
  let program = '';
  beforeEach(() => {
    folder = temporaryFolder();
    program = join(folder, 'program');
    mkdirSync(join(folder, 'home'));
    writeFileSync(program, '#!/bin/sh\nenv\necho "$EVIL" >"$HOME/ran"\n', { mode: 0o755 });
  });
  const env = () => ({
    HOME: join(folder, 'home'),
    EVIL: '1',
    NODE_OPTIONS: '--require /evil',
    WSL_DISTRO_NAME: 'Ubuntu',
  });
  const names = (printed: string) => printed.split('\n').flatMap((line) => line.split('=')[0] || []);

  it('attack 51: a program gets only the allowed variables', () => {
    const { stdout } = runProgram(program, [], { env: env() });
    const shells = ['PWD', 'OLDPWD', 'SHLVL', '_'];
    expect(
      names(stdout)
        .filter((name) => !shells.includes(name))
        .sort(),
    ).toEqual(['HOME', 'PATH', 'WSL_DISTRO_NAME']);
  });

  it('attack 51: a wrapper that gets a `hello` request gets only the allowed variables', () => {
    writeFileSync(program, '#!/bin/sh\nif env | grep -E "^(EVIL|NODE_OPTIONS)="; then : >"$HOME/ran"; fi\necho x\n', {
      mode: 0o755,
    });
    expect(sayHello(program, [], env())).toHaveProperty('why');
    expect(existsSync(join(folder, 'home/ran'))).toBe(false);
    // The check above is useful only if the program really starts. So this program always makes the file `ran`.
    writeFileSync(program, '#!/bin/sh\n: >"$HOME/ran"\n', { mode: 0o755 });
    sayHello(program, [], env());
    expect(existsSync(join(folder, 'home/ran'))).toBe(true);
  });
});
