import { describe, expect, it } from 'vitest';
import { suggestion } from '../../../../native-host/cli/shared/suggestion.ts';

const commands = ['install', 'uninstall', 'doctor', 'status', 'env', 'exec', 'clean', 'configure'];

describe('suggestion', () => {
  it.each([
    ['statsu', 'status'],
    ['Status', 'status'],
    ['stat', 'status'],
    ['evn', 'env'],
    ['enb', 'env'],
    ['exc', 'exec'],
    ['instal', 'install'],
    ['unistall', 'uninstall'],
    ['docter', 'doctor'],
  ])('suggests a command for the misspelt word %s: %s', (word, meant) => {
    expect(suggestion(word, commands)).toBe(meant);
  });

  it.each(['', 'bogus', '__proto__', 'login', 'x'.repeat(10_000)])('suggests nothing for the word %s', (word) => {
    expect(suggestion(word, commands)).toBeNull();
  });
});
