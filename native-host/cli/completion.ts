import type { CommandIo } from '../terminal/io.ts';
import { completionsFor } from './completion/candidates.ts';
import type { Command } from './shared/command.ts';
import { readArguments } from './shared/options.ts';
import { programWords, shellNamed } from './shells/integrations.ts';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'];

/** The commands of the program, which the completion of command lines needs. */
export interface CompletedCommands {
  readonly names: readonly string[];
  /** Loads the command with this name, which must be one of `names`. */
  load(name: string): Promise<Command>;
}

/** The words of the command line after `keyferry`. tcsh passes the command line in the variable COMMAND_LINE. */
const lineOf = ({ env }: CommandIo): readonly string[] => (env.COMMAND_LINE ?? '').split(/[ \t]+/).slice(1);

/** Creates the command `completion`. @param commands all commands of the program */
export function createCompletion(commands: CompletedCommands): Command {
  async function printWords(before: readonly string[], line: readonly string[], io: CommandIo): Promise<number> {
    const { values } = readArguments(before, { words: { type: 'boolean' }, 'new-word': { type: 'boolean' } }, 0);
    const found = await completionsFor(values['new-word'] ? [...line, ''] : line, commands, io);
    io.stdout(found.map((word) => `${word}\n`).join(''));
    return 0;
  }

  return {
    usage: `completion ${SHELLS.join('|')}`,
    summary: 'Prints the text that lets a shell complete commands, options and profiles of keyferry.',
    details: [
      'keyferry shell-init prints this text too. Completion reads the names of profiles from files, and asks no browser.',
      '',
      'bash        eval "$(keyferry completion bash)"',
      'zsh         eval "$(keyferry completion zsh)"    (after compinit)',
      'fish        keyferry completion fish | source',
      'PowerShell  keyferry completion powershell | Out-String | Invoke-Expression',
      '',
      '--words [--new-word] [-- WORD…]  print the completions of the last word, for other shells',
    ],
    async run(args, io) {
      const end = args.indexOf('--');
      const before = end < 0 ? args : args.slice(0, end);
      if (before.includes('--words')) return printWords(before, end < 0 ? lineOf(io) : args.slice(end + 1), io);
      const shell = shellNamed(readArguments(args, {}, 1).words[0], SHELLS);
      io.stdout(shell.integration.completion(programWords(shell, io)));
      return 0;
    },
  };
}
