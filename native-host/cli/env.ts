import { KeyferryError } from '#core/errors.ts';
import type { Format } from '#core/shells/format.ts';
import { formatById, formats } from '#core/shells/shell-export.ts';
import type { CommandIo } from '../terminal/io.ts';
import { printable } from '../terminal/printable.ts';
import { chosenProfile, loadProfile } from './profiles/load-profile.ts';
import type { Command } from './shared/command.ts';
import { readOptions } from './shared/options.ts';

/** Names of shell programs that differ from the id of their format. */
const ALIASES: Readonly<Record<string, string>> = {
  csh: 'tcsh',
  nu: 'nushell',
  pwsh: 'powershell',
  dash: 'sh',
  ash: 'sh',
  ksh: 'sh',
  ksh93: 'sh',
  mksh: 'sh',
  yash: 'sh',
  busybox: 'sh',
};

const formatIds = formats.map(({ id }) => id);

/** The format of a shell's program or of that id; null for a name that is unknown. */
function formatOf(name: string): Format | null {
  return formatById(Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? '') : name);
}

function formatNamed(id: string): Format {
  const format = formatOf(id);
  if (format) return format;
  const why = `There is no format ${JSON.stringify(id)}; choose one of ${formatIds.join(', ')}`;
  throw new KeyferryError('USAGE', { why });
}

/** The format of the user's own shell, and how it was found, as the end of a sentence. */
function shellFormat({ env, platform }: CommandIo): { format: Format; reason: string } {
  if (platform === 'win32') return { format: formatNamed('powershell'), reason: 'because this is Windows' };
  const program = env.SHELL?.split('/').at(-1) || 'sh';
  const format = formatOf(program);
  // A format that a shell cannot evaluate does not count: $SHELL may end with `json`.
  if (format?.unset) return { format, reason: env.SHELL ? 'the shell in $SHELL' : 'because $SHELL is not set' };
  const why = `Keyferry does not know the shell ${JSON.stringify(printable(env.SHELL ?? ''))} in $SHELL; name another with --shell`;
  throw new KeyferryError('USAGE', { why });
}

/** @returns the format and, where --shell did not name it, a remark that says how it was chosen */
function chooseFormat(named: string | undefined, io: CommandIo): { format: Format; remark: string } {
  if (named !== undefined) return { format: formatNamed(named), remark: '' };
  const { format, reason } = shellFormat(io);
  return { format, remark: `Printed for ${format.label}, ${reason}; --shell chooses another.\n` };
}

function unsetText({ label, unset }: Format): string {
  if (unset) return unset();
  throw new KeyferryError('USAGE', { why: `The format ${label} sets no variables, so --unset has nothing to remove` });
}

function run(args: readonly string[], io: CommandIo): number {
  const given = readOptions(args, {
    profile: { type: 'string' },
    shell: { type: 'string' },
    unset: { type: 'boolean' },
  });
  const { format, remark } = chooseFormat(given.shell, io);
  const name = chosenProfile(given.profile, io.env);
  const isChosen = given.profile === undefined && !given.unset;
  const text = given.unset ? unsetText(format) : format.render(loadProfile(name, io));
  // After everything that can fail, so that a failed run prints its error alone.
  const remarks = remark + (isChosen ? `Profile ${printable(name)}; --profile chooses another.\n` : '');
  if (remarks !== '') io.stderr(remarks);
  io.stdout(text);
  return 0;
}

export const env: Command = {
  usage: 'env [--profile NAME] [--shell SHELL] [--unset]',
  summary: "Prints a profile's keys as commands of a shell, to be evaluated there.",
  details: [
    '--profile NAME  default: AWS_PROFILE, else the profile default',
    '--shell SHELL   default: your own ($SHELL; PowerShell on Windows); one of',
    ...(formatIds
      .join(', ')
      .match(/.{1,60}(?:, |$)/g)
      ?.map((line) => `                ${line.trimEnd()}`) ?? []),
    '--unset         print commands that remove the variables again',
    '',
    'bash, zsh, sh   eval "$(keyferry env --profile NAME)"',
    'fish            keyferry env --profile NAME | source',
    'tcsh            eval `keyferry env --profile NAME`',
    'PowerShell      keyferry env --profile NAME --shell powershell | Out-String | Invoke-Expression',
    'Command Prompt  for /f "delims=" %i in (\'keyferry env --profile NAME --shell cmd\') do @%i',
    'nushell         keyferry exec --profile NAME -- nu    (it cannot evaluate what a program prints)',
    'elvish          eval (keyferry env --profile NAME --shell elvish | slurp)',
    'xonsh           execx($(keyferry env --profile NAME --shell xonsh))',
  ],
  run,
};
