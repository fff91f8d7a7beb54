import type { CommandIo } from '../terminal/io.ts';
import type { Command } from './shared/command.ts';
import { readArguments } from './shared/options.ts';
import { programWords, shellIds, shellNamed, startLines } from './shells/integrations.ts';

function run(args: readonly string[], io: CommandIo): number {
  const { words } = readArguments(args, {}, 1);
  const shell = shellNamed(words[0]);
  const program = programWords(shell, io);
  io.stdout(`${shell.integration.completion(program)}${shell.integration.wrapper(program)}`);
  return 0;
}

export const shellInit: Command = {
  usage: `shell-init ${shellIds.join('|')}`,
  summary: 'Prints the text that makes `keyferry use` and completion work in a shell. It changes no file.',
  details: [
    'The text contains the absolute path of this program. Add the line for your shell to its start file:',
    '',
    ...startLines.flatMap((text) => text.split('\n')),
    '',
    'In PowerShell, write the `--` of `keyferry exec` in quotes, because PowerShell does not pass `--` to functions.',
  ],
  run,
};
