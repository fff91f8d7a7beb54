import { KeyferryError } from '#core/errors.ts';
import { FAILED_PROFILE } from '#core/names/failed-profile.ts';
import type { Format } from '#core/shells/format.ts';
import { formatById, formats } from '#core/shells/shell-export.ts';
import type { CommandIo } from '../terminal/io.ts';
import { printable } from '../terminal/printable.ts';
import { chosenProfile } from './profiles/chosen-profile.ts';
import { readMinTtl } from './profiles/expiry.ts';
import { loadProfile } from './profiles/load-profile.ts';
import type { Command } from './shared/command.ts';
import { readArguments } from './shared/options.ts';

/**
 * Some shell programs have another name than their output format. The key is the name of the program, and the value is
 * the id of the format.
 */
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

/**
 * Finds an output format.
 * @param name the id of the format, or the name of a shell program such as `pwsh`
 * @returns null for an unknown name
 */
function formatOf(name: string): Format | null {
  return formatById(Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? '') : name);
}

function formatNamed(id: string): Format {
  const format = formatOf(id);
  if (format) return format;
  const why = `There is no format ${JSON.stringify(id)}; choose one of ${formatIds.join(', ')}`;
  throw new KeyferryError('USAGE', { why });
}

/**
 * Chooses the format for the user's own shell.
 * @returns the format and, for a message, the reason why Keyferry chose it
 */
function shellFormat({ env, platform }: CommandIo): { format: Format; reason: string } {
  if (platform === 'win32') return { format: formatNamed('powershell'), reason: 'because this is Windows' };
  const program = env.SHELL?.split('/').at(-1) || 'sh';
  const format = formatOf(program);
  // Only a format for a shell has `unset`. The format `json` does not have it. So if $SHELL ends with `json`, the shell
  // is unknown.
  if (format?.unset) return { format, reason: env.SHELL ? 'the shell in $SHELL' : 'because $SHELL is not set' };
  const why = `Keyferry does not know the shell ${JSON.stringify(printable(env.SHELL ?? ''))} in $SHELL; name another with --shell`;
  throw new KeyferryError('USAGE', { why });
}

/**
 * Chooses the format of the output.
 * @returns the format and, if --shell did not name it, a remark that says how Keyferry chose it
 */
function chooseFormat(named: string | undefined, io: CommandIo): { format: Format; remark: string } {
  if (named !== undefined) return { format: formatNamed(named), remark: '' };
  const { format, reason } = shellFormat(io);
  return { format, remark: `keyferry: Printed for ${format.label}, ${reason}; --shell chooses another.\n` };
}

function unsetText({ label, unset }: Format, io: CommandIo): string {
  // The text removes AWS_PROFILE only if a failed `keyferry env` has set this variable.
  if (unset) return unset(io.env.AWS_PROFILE === FAILED_PROFILE ? ['AWS_PROFILE'] : []);
  throw new KeyferryError('USAGE', { why: `The format ${label} sets no variables, so --unset has nothing to remove` });
}

const OPTIONS = {
  profile: { type: 'string' },
  shell: { type: 'string' },
  'min-ttl': { type: 'string' },
  unset: { type: 'boolean' },
} as const;

/** Returns the keys of the chosen profile as text in this format. Prints warnings about these keys to stderr. */
async function keysText(format: Format, { words, values }: ReturnType<typeof readEnv>, io: CommandIo): Promise<string> {
  const { name, isNamed } = chosenProfile(words[0], values.profile, io.env);
  const { input, warnings } = await loadProfile(name, readMinTtl(values['min-ttl']), io);
  const text = format.render(input);
  if (!isNamed && io.isTerminal)
    io.stderr(`keyferry: Printed for profile ${printable(name)}; \`keyferry env NAME\` chooses another.\n`);
  io.stderr(warnings.map((each) => `keyferry: ${each}\n`).join(''));
  return text;
}

const readEnv = (args: readonly string[]) => readArguments(args, OPTIONS, 1);

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const given = readEnv(args);
  const { format, remark } = chooseFormat(given.values.shell, io);
  const text = given.values.unset ? unsetText(format, io) : await keysText(format, given, io);
  if (io.isTerminal) io.stderr(remark);
  io.stdout(text);
  return 0;
}

/** Returns the format for the value of --shell, or null. Finds --shell even if the other arguments contain mistakes. */
function namedFormat(args: readonly string[]): Format | null {
  const at = args.findLastIndex((word) => /^--shell(?:=|$)/.test(word));
  if (at < 0) return null;
  const [, inline] = args[at]?.split(/=(.*)/s) ?? [];
  return formatOf(inline ?? args[at + 1] ?? '');
}

/**
 * Returns the text that `keyferry env` prints if it fails. The shell evaluates this text, which removes all earlier AWS
 * keys from the shell and then fails. An unknown shell gets the text for sh, which fails in other shells too. If no
 * shell evaluates the format, the text is empty.
 */
function failureText(args: readonly string[], { env, platform }: CommandIo): string {
  const named = namedFormat(args);
  if (named) return named.failure?.() ?? '';
  const own = platform === 'win32' ? 'powershell' : (env.SHELL?.split('/').at(-1) ?? '');
  return (formatOf(own)?.failure ?? formatNamed('sh').failure)?.() ?? '';
}

export const env = {
  usage: 'env [NAME] [--shell SHELL] [--min-ttl DURATION] [--unset]',
  summary: "Prints a profile's keys as commands that a shell evaluates.",
  details: [
    'NAME            the profile, also as --profile NAME; default: AWS_PROFILE, else the profile default',
    '--shell SHELL   default: your own ($SHELL; PowerShell on Windows); one of',
    ...(formatIds
      .join(', ')
      .match(/.{1,60}(?:, |$)/g)
      ?.map((line) => `                ${line.trimEnd()}`) ?? []),
    '--min-ttl 15m   refuse keys that expire within this time, such as 90s, 15m or 1h',
    '--unset         print commands that remove the variables again',
    '',
    'bash, zsh, sh   eval "$(keyferry env NAME)"',
    'fish            keyferry env NAME | source',
    'tcsh            eval "`keyferry env NAME`"',
    'PowerShell      keyferry env NAME --shell powershell | Out-String | Invoke-Expression',
    'Command Prompt  for /f "delims=" %i in (\'keyferry env NAME --shell cmd\') do @%i',
    'nushell         keyferry exec NAME -- nu    (it cannot evaluate what a program prints)',
    'elvish          eval (nop ?(keyferry env NAME --shell elvish) | slurp)',
    // If RAISE_SUBPROC_ERROR were on, xonsh would stop when keyferry fails. Then it would not evaluate the text that
    // removes earlier keys.
    `xonsh           with \${...}.swap(RAISE_SUBPROC_ERROR=False): execx($(keyferry env NAME --shell xonsh))`,
    '',
    `If keyferry fails, these lines remove earlier keys, set AWS_PROFILE to ${FAILED_PROFILE}, and fail too.`,
  ],
  run,
  failureText,
} satisfies Command;
