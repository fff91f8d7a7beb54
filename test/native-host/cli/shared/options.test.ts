import { describe, expect, it } from 'vitest';
import { readArguments, readOptions } from '../../../../native-host/cli/shared/options.ts';

const options = {
  profile: { type: 'string' },
  browser: { type: 'string', multiple: true },
  json: { type: 'boolean' },
} as const;
const read = (...args: string[]) => readOptions(args, options);

describe('readOptions', () => {
  it('reads an option’s value after a blank or after =, and uses the last value if the option occurs several times', () => {
    expect(read()).toEqual({});
    expect(read('--profile', 'a', '--json')).toEqual({ profile: 'a', json: true });
    expect(read('--profile', 'a', '--profile=b=c')).toEqual({ profile: 'b=c' });
    expect(read('--profile=--json')).toEqual({ profile: '--json' });
  });

  it('collects the values of an option that may be repeated', () => {
    expect(read('--browser', 'a', '--browser=b')).toEqual({ browser: ['a', 'b'] });
  });

  it('accepts words besides the options, but not more words than the command allows', () => {
    const words = (...args: string[]) => readArguments(args, options, 1).words;
    expect(words('--json')).toEqual([]);
    expect(words('dev', '--json')).toEqual(['dev']);
    expect(words('--json', 'dev')).toEqual(['dev']);
    expect(() => words('dev', 'other')).toThrow("Unexpected argument 'other'");
    expect(() => words('')).toThrow("Unexpected argument ''");
  });

  it.each([
    [['--profil', 'a'], "Unknown option '--profil'"],
    [['--constructor'], "Unknown option '--constructor'"],
    [['--__proto__=x'], "Unknown option '--__proto__'"],
    [['-p', 'a'], "Unknown option '-p'"],
    [['-profile', 'a'], "Unknown option '-p'"],
    [['word'], "Unexpected argument 'word'"],
    [['-'], "Unexpected argument '-'"],
    [['--json', '--', 'word'], "Unexpected argument '--'"],
    [['--json=yes'], "Option '--json' does not take a value"],
    [['--profile'], "Option '--profile' needs a value"],
    [['--profile='], "Option '--profile' needs a value"],
    [['--profile', ''], "Option '--profile' needs a value"],
    [['--profile', '--json'], "Option '--profile' needs a value"],
    [['--profile', '-x'], "Option '--profile' needs a value"],
  ])('refuses the arguments %j', (args, why) => {
    expect(() => read(...args)).toThrowError(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(why) }),
    );
  });
});
