import { whyNotProfileName } from '#core/names/profile-name.ts';
import { consoleServices, serviceWord } from '#core/portals/console-services.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { portalNames } from '../live/portal-names.ts';
import { profileNames, readRoles } from '../roles/read-roles.ts';
import type { Command } from '../shared/command.ts';
import { shellIds } from '../shells/integrations.ts';

interface Commands {
  readonly names: readonly string[];
  load(name: string): Promise<Command>;
}

/** Commands whose first argument can be the name of a profile. */
const WITH_PROFILE = ['use', 'exec', 'env', 'list', 'console', 'forget'];
/** Commands that take the names of several profiles. */
const WITH_PROFILES = ['renew'];
/** Commands whose first argument is the id of a shell. */
const WITH_SHELL = ['shell-init', 'completion'];
/** Options that people write before the name of a profile. These options have no value. */
const BEFORE_NAME = ['--endpoint', '--keep-files'];

const OPTION = /--[a-z][a-z-]*/g;

/** The options that the help text of a command contains. */
function optionsOf({ usage, details }: Command): readonly string[] {
  const ownLines = details.filter((line) => line.startsWith('--'));
  return [...new Set([usage, ...ownLines].join('\n').match(OPTION) ?? []), '--help'];
}

/**
 * Profile names, the most recently used first. Leaves out names that a shell would not read as one word. Empty if the
 * AWS files cannot be read.
 */
function names(io: CommandIo): readonly string[] {
  try {
    const recent = readRoles(io).flatMap(({ name }) => (name === null ? [] : [name]));
    return [...new Set([...recent, ...profileNames(io)])].filter((name) => whyNotProfileName(name) === null);
  } catch {
    return [];
  }
}

async function candidates(line: readonly string[], commands: Commands, io: CommandIo): Promise<readonly string[]> {
  const [name = '', ...rest] = line;
  if (rest.length === 0) return [...commands.names, 'help', 'version'];
  if (name === 'help') return rest.length === 1 ? commands.names : [];
  // The words after `--` are the command line of another program, so they are not completed.
  if (!commands.names.includes(name) || rest.slice(0, -1).includes('--')) return [];
  const [word = '', before = ''] = [rest.at(-1), rest.at(-2)];
  if (before === '--profile') return names(io);
  if (before === '--shell') return shellIds;
  if (before === '--service') return consoleServices.map(serviceWord);
  if (word.startsWith('-')) return optionsOf(await commands.load(name));
  if (WITH_PROFILES.includes(name)) return names(io).filter((each) => !rest.slice(0, -1).includes(each));
  const isFirst = rest.slice(0, -1).every((each) => BEFORE_NAME.includes(each));
  if (isFirst && name === 'login') return portalNames(io);
  if (isFirst && WITH_SHELL.includes(name)) return shellIds;
  return isFirst && WITH_PROFILE.includes(name) ? names(io) : [];
}

/**
 * The completions of the last word.
 * @param line words after `keyferry`; the last one is to be completed and may be empty
 */
export async function completionsFor(
  line: readonly string[],
  commands: Commands,
  io: CommandIo,
): Promise<readonly string[]> {
  const word = line.at(-1) ?? '';
  return (await candidates(line, commands, io)).filter((each) => each.startsWith(word));
}
