import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../native-host/cli/command.ts';

const options = {
  profile: { type: 'string' },
  browser: { type: 'string', multiple: true },
  json: { type: 'boolean' },
} as const;
const read = (...args: string[]) => readOptions(args, options);

describe('readOptions', () => {
  it('reads values behind a blank and behind =, of which the last counts', () => {
    expect(read()).toEqual({});
    expect(read('--profile', 'a', '--json')).toEqual({ profile: 'a', json: true });
    expect(read('--profile', 'a', '--profile=b=c')).toEqual({ profile: 'b=c' });
    expect(read('--profile=--json')).toEqual({ profile: '--json' });
  });

  it('collects an option that may stand several times', () => {
    expect(read('--browser', 'a', '--browser=b')).toEqual({ browser: ['a', 'b'] });
  });

  it.each([
    [['--profil', 'a'], "Unknown option '--profil'"],
    [['--constructor'], "Unknown option '--constructor'"],
    [['--__proto__=x'], "Unknown option '--__proto__'"],
    [['-p', 'a'], "Unknown option '-p'"],
    [['-profile', 'a'], "Unknown option '-profile'"],
    [['word'], "Unexpected argument 'word'"],
    [['-'], "Unexpected argument '-'"],
    [['--json', '--', 'word'], "Unexpected argument '--'"],
    [['--json=yes'], "Option '--json' does not take an argument"],
    [['--profile'], "Option '--profile' needs a value"],
    [['--profile='], "Option '--profile' needs a value"],
    [['--profile', ''], "Option '--profile' needs a value"],
    [['--profile', '--json'], "Option '--profile' needs a value"],
    [['--profile', '-x'], "Option '--profile' needs a value"],
  ])('refuses %j', (args, why) => {
    expect(() => read(...args)).toThrowError(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(why) }),
    );
  });
});
