import { describe, expect, it } from 'vitest';
import { world } from './rig/each-world.ts';

describe('help, version and wrong usage', () => {
  it('`keyferry help COMMAND` prints the same text as `keyferry COMMAND --help`', () => {
    for (const command of ['env', 'exec', 'status', 'install']) {
      const shown = world.keyferry(['help', command]);
      expect(shown).toEqual(world.keyferry([command, '--help']));
      expect(shown).toMatchObject({ status: 0, stdout: expect.stringContaining(`keyferry ${command}`), stderr: '' });
    }
    expect(world.keyferry(['help'])).toEqual(world.keyferry(['--help']));
    expect(world.keyferry(['help', 'statsu'])).toMatchObject({ status: 2, stdout: '' });
  });

  it('`keyferry version` prints the same text as `keyferry --version`', () => {
    const { status, stdout } = world.keyferry(['version']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect(world.keyferry(['--version']).stdout).toBe(stdout);
  });

  it('after a misspelt command, keyferry suggests the right command', () => {
    expect(world.keyferry(['statsu'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'keyferry: There is no command "statsu" (did you mean status?); see `keyferry --help`.\n',
    });
    expect(world.keyferry(['bogus']).stderr).toBe('keyferry: There is no command "bogus"; see `keyferry --help`.\n');
  });

  it.each(['env', 'exec', 'status', 'clean', 'install'])(
    'after a wrong option of %s, keyferry names the help of the command',
    (command) => {
      const done = world.keyferry([command, '--bogus', ...(command === 'exec' ? ['--', 'true'] : [])]);
      expect(done).toMatchObject({
        status: 2,
        stderr: `keyferry: Unknown option '--bogus'; see \`keyferry ${command} --help\`.\n`,
      });
    },
  );
});
