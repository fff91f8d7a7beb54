import { KeyferryError } from '#core/errors.ts';
import type { Format } from '#core/shells/format.ts';
import { formatIds, loadFormat } from '#core/shells/load-format.ts';
import type { CommandIo } from '../terminal/io.ts';
import { printable } from '../terminal/printable.ts';
import { type Command, readOptions } from './command.ts';
import { chosenProfile, loadProfile } from './profiles/load-profile.ts';

/** What a shell's program is called, where that is not its format's own name. */
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

const formatOf = (name: string): Promise<Format | null> =>
  loadFormat(Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? '') : name);

async function formatNamed(id: string): Promise<Format> {
  const format = await formatOf(id);
  if (format) return format;
  const why = `There is no format ${JSON.stringify(id)}; known are ${formatIds.join(', ')}`;
  throw new KeyferryError('USAGE', { why });
}

/** The format of the user's own shell, and from what that was seen. */
async function shellFormat({ env, platform }: CommandIo): Promise<{ format: Format; seenBy: string }> {
  if (platform === 'win32') return { format: await formatNamed('powershell'), seenBy: 'as this is Windows' };
  const program = env.SHELL?.split('/').at(-1) || 'sh';
  const format = await formatOf(program);
  // Only what a shell evaluates: a SHELL called json is no shell.
  if (format?.unset) return { format, seenBy: env.SHELL ? 'by $SHELL' : 'as $SHELL is not set' };
  const why = `$SHELL is ${JSON.stringify(printable(env.SHELL ?? ''))}, a shell Keyferry does not know; name one with --shell`;
  throw new KeyferryError('USAGE', { why });
}

/** @returns the format and, where it was not named, the remark on how it was chosen */
async function chooseFormat(named: string | undefined, io: CommandIo): Promise<{ format: Format; remark: string }> {
  if (named !== undefined) return { format: await formatNamed(named), remark: '' };
  const { format, seenBy } = await shellFormat(io);
  return { format, remark: `Written for ${format.label}, ${seenBy}; --shell chooses another.\n` };
}

function unsetText({ label, unset }: Format): string {
  if (unset) return unset();
  throw new KeyferryError('USAGE', { why: `Nothing is set by the format ${label}, so --unset has nothing to undo` });
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const given = readOptions(args, {
    profile: { type: 'string' },
    shell: { type: 'string' },
    unset: { type: 'boolean' },
  });
  const { format, remark } = await chooseFormat(given.shell, io);
  const name = chosenProfile(given.profile, io.env);
  const isChosen = given.profile === undefined && !given.unset;
  const text = given.unset ? unsetText(format) : format.render(loadProfile(name, io));
  // Behind all that can fail: of what was not written there is nothing to remark.
  const remarks = remark + (isChosen ? `Profile ${printable(name)}; --profile chooses another.\n` : '');
  if (remarks !== '') io.stderr(remarks);
  io.stdout(text);
  return 0;
}

export const env: Command = {
  usage: 'env [--profile NAME] [--shell SHELL] [--unset]',
  summary: "Prints a profile's keys in the language of a shell, to be evaluated there.",
  // Only where it is read: a shell's start-up need not wait for it.
  get details() {
    return [
      '--profile NAME  by default AWS_PROFILE, else default',
      '--shell SHELL   by default your own ($SHELL; PowerShell on Windows); one of',
      ...(formatIds
        .join(', ')
        .match(/.{1,60}(?:, |$)/g)
        ?.map((line) => `                ${line.trimEnd()}`) ?? []),
      '--unset         print what undoes it',
      '',
      'bash, zsh, sh   eval "$(keyferry env --profile NAME)"',
      'fish            keyferry env --profile NAME | source',
      'tcsh            eval `keyferry env --profile NAME`',
      'PowerShell      keyferry env --profile NAME --shell powershell | Out-String | Invoke-Expression',
      'Command Prompt  for /f "delims=" %i in (\'keyferry env --profile NAME --shell cmd\') do @%i',
      'nushell         keyferry exec --profile NAME -- nu    (it evaluates no text that a program prints)',
      'elvish          eval (keyferry env --profile NAME --shell elvish | slurp)',
      'xonsh           execx($(keyferry env --profile NAME --shell xonsh))',
    ];
  },
  run,
};
