import { isatty } from 'node:tty';
import { KeyferryError } from '#core/errors.ts';
import type { CommandIo } from '../terminal/io.ts';
import { setUpRole } from './browser/set-up-role.ts';
import { canPick, pickRole } from './picker/pick-role.ts';
import { profileRegion } from './profiles/profile-region.ts';
import { chooseRole, manyMatch, usedSentence } from './roles/choose-role.ts';
import type { ListedRole } from './roles/listed-role.ts';
import { hasLists, profileNames, readRoles } from './roles/read-roles.ts';
import { suggestedName } from './roles/suggested-name.ts';
import type { Command } from './shared/command.ts';
import { readArguments } from './shared/options.ts';
import { portalNow } from './shared/portal-now.ts';
import { type IntegratedShell, shellNamed } from './shells/integrations.ts';
import { changeText, changeTo, changeToNone, EARLIER, type ShellChange } from './shells/shell-change.ts';

/** The exit statuses after the person pressed Escape or Ctrl+C. Shells use the status 130 for Ctrl+C. */
const CANCELLED = { escaped: 1, interrupted: 130 } as const;

const OPTIONS = { shell: { type: 'string' }, off: { type: 'boolean' } } as const;

/**
 * Finds the role for a query.
 * @returns the role, or the exit status of the command if the person does not choose a role
 */
async function chosen(query: string, roles: readonly ListedRole[], io: CommandIo): Promise<ListedRole | number> {
  const choice = chooseRole(query, roles, hasLists(io));
  if (choice.kind === 'role') return choice.role;
  if (!canPick(io)) throw manyMatch(query, choice.find(query));
  const picked = await pickRole({ query, total: roles.length, find: choice.find, now: portalNow(io) }, io);
  return picked.end === 'taken' ? picked.item : CANCELLED[picked.end];
}

const hasName = (name: string, io: CommandIo): boolean => profileNames(io).includes(name);

/** The change of variables for this profile. Prints warnings about the profile to stderr. */
async function changeToProfile(name: string, io: CommandIo): Promise<ShellChange> {
  const { region, warnings } = await profileRegion(name, io);
  io.stderr(warnings.map((each) => `keyferry: ${each}\n`).join(''));
  return changeTo(name, region, io.env);
}

/**
 * Returns the role with the name of its profile. If the role has no profile, the person must first allow a live profile
 * for this role.
 */
async function withProfile(role: ListedRole, io: CommandIo): Promise<ListedRole & { readonly name: string }> {
  return { ...role, name: role.name ?? (await setUpRole(role, suggestedName(role, io), io)) };
}

/** The change of variables for a query, or the exit status if the person chose no role. @throws KeyferryError */
async function changeFor(query: string, io: CommandIo): Promise<ShellChange | number> {
  const roles = readRoles(io);
  // The list of roles does not contain profiles that other tools wrote. A person can use such a profile only with its
  // exact name.
  if (query !== '' && !roles.some(({ name }) => name === query) && hasName(query, io))
    return changeToProfile(query, io);
  const picked = await chosen(query, roles, io);
  if (typeof picked === 'number') return picked;
  const role = await withProfile(picked, io);
  const change = await changeToProfile(role.name, io);
  if (isatty(2)) io.stderr(`keyferry: ${usedSentence(role, portalNow(io))}\n`);
  return change;
}

/**
 * The change of variables for `keyferry use -`, which goes back to the earlier profile.
 * @throws KeyferryError PROFILE_NO_EARLIER, ROLE_UNKNOWN
 */
async function changeToEarlier(io: CommandIo): Promise<ShellChange> {
  const name = io.env[EARLIER];
  if (!name) throw new KeyferryError('PROFILE_NO_EARLIER');
  if (!hasName(name, io)) throw new KeyferryError('ROLE_UNKNOWN', { query: name });
  return changeToProfile(name, io);
}

/**
 * The shell whose function `keyferry` ran this command.
 * @throws KeyferryError USAGE if no such function ran the command
 */
function shellOfFunction(id: string | undefined, io: CommandIo): IntegratedShell {
  if (id !== undefined) return shellNamed(id);
  const name = io.env.SHELL?.split('/').at(-1) ?? 'bash';
  const why =
    'Only a function of your shell can change that shell. `keyferry shell-init --help` shows the line that creates this function';
  throw new KeyferryError('USAGE', { why: `${why}${name === '' ? '' : ` in ${name}`}` });
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { values, words } = readArguments(args, OPTIONS, Number.POSITIVE_INFINITY);
  const { shell } = shellOfFunction(values.shell, io);
  if (values.off && words.length > 0)
    throw new KeyferryError('USAGE', { why: 'The option --off cannot be used with a role' });
  const isEarlier = words.length === 1 && words[0] === '-';
  const change = values.off
    ? changeToNone(io.env)
    : await (isEarlier ? changeToEarlier(io) : changeFor(words.join(' '), io));
  io.stdout(typeof change === 'number' ? failureText(args) : changeText(shell, change));
  return typeof change === 'number' ? change : 0;
}

/**
 * The output if the command fails. tcsh does not see the exit status of a command in backquotes. So for tcsh, the
 * output is the command `false`, which fails.
 */
function failureText(args: readonly string[]): string {
  return args.some((word, at) => word === '--shell' && args[at + 1] === 'tcsh') ? 'false;\n' : '';
}

export const use: Command = {
  usage: 'use [QUERY | - | --off]',
  summary: 'Makes this shell use a profile: sets AWS_PROFILE and the region, never a key.',
  details: [
    'QUERY  a profile, or words of its account or role; the role is used if only one role fits.',
    '       Otherwise, and without QUERY, you choose in a list: type, arrow keys, Enter, Escape',
    '-      the profile that this shell used before',
    '--off  no profile',
    '',
    '`keyferry use` needs a function in your shell: `keyferry shell-init --help` shows the line that creates it.',
    '`keyferry use` removes variables that AWS tools would use instead of the profile. If it fails, it changes nothing.',
    'After you click Set up in the browser, a role without a profile gets a live profile that asks before each use.',
    'Exit status: 1 if no role fits, several fit and there is no terminal, you press Escape, or the browser refuses;',
    '130 after Ctrl+C.',
    '',
    'keyferry use prod admin',
    'keyferry use -',
  ],
  run,
  failureText,
  evaluates: (args) => args.includes('--shell'),
};
