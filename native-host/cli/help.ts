import type { Command } from './shared/command.ts';

/** The text of `keyferry --help`. */
export function helpText(commands: readonly Command[]): string {
  const rows = commands.map(({ usage, summary }) => `  keyferry ${usage}\n      ${summary}`);
  return [
    'Keyferry: from a signed-in AWS access portal to working credentials in every terminal.',
    '',
    ...rows,
    '  keyferry help COMMAND',
    '  keyferry version',
    '',
    'Every command takes --help. Exit status: 0 done, 1 failed, 2 wrong usage.',
    '',
  ].join('\n');
}

/** The text of `keyferry COMMAND --help`. */
export function commandHelp({ usage, summary, details }: Command): string {
  return [`keyferry ${usage}`, `    ${summary}`, '', ...details.map((line) => `  ${line}`), ''].join('\n');
}
