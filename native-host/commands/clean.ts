import { existsSync } from 'node:fs';
import { findSection, removeSection, upsertSection } from '#core/ini-document.ts';
import { unambiguously } from '../aws-files/credentials-file.ts';
import { editFile } from '../aws-files/edit-file.ts';
import { MARKER } from '../aws-files/profile-owner.ts';
import { thisSystem } from '../aws-files/system.ts';
import { type Command, readOptions } from './command.ts';
import type { CommandIo } from './io.ts';
import { printable } from './profiles/printable.ts';
import { pathsOf, readAwsFile } from './profiles/read-aws-file.ts';
import { storedProfiles } from './profiles/stored-profile.ts';

/** What Keyferry writes into a section; any other key is a setting of the user's, which outlives the keys. */
const OWN_KEYS = [
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'x_security_token_expires',
  MARKER,
];
/** Written for the portal's default; without keys it says nothing. */
const REGION_KEY = 'region';

/** Names of Keyferry's profiles that ended before `now`. */
function expiredNames(text: string, now: number): string[] {
  return storedProfiles(text)
    .filter(({ source, expiresAt }) => source === 'keyferry' && expiresAt !== null && expiresAt <= now)
    .map(({ name }) => name);
}

function withoutProfile(text: string, name: string): string {
  const section = findSection(text, name);
  if (section === null) return text;
  const settings = [...section.values.keys()].filter((key) => !OWN_KEYS.includes(key) && key !== REGION_KEY);
  return settings.length === 0 ? removeSection(text, name) : upsertSection(text, name, { set: [], remove: OWN_KEYS });
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const given = readOptions(args, { 'dry-run': { type: 'boolean' }, json: { type: 'boolean' } });
  const { credentials: file } = pathsOf(io);
  let removed: string[] = [];
  const edit = (text: string) => {
    removed = expiredNames(text, io.now());
    return unambiguously(file, () => removed.reduce(withoutProfile, text));
  };
  if (given['dry-run']) edit(readAwsFile(file));
  else if (existsSync(file)) await editFile(thisSystem(), file, edit);

  if (given.json) io.stdout(`${JSON.stringify({ file, dryRun: given['dry-run'] ?? false, removed }, null, 2)}\n`);
  else io.stdout(removed.map((name) => `${printable(name)}\n`).join(''));
  if (removed.length === 0) io.stderr('No profile of Keyferry has expired.\n');
  return 0;
}

export const clean: Command = {
  usage: 'clean [--dry-run] [--json]',
  summary: 'Removes the expired profiles that Keyferry wrote, and prints their names; nothing else is touched.',
  details: ['--dry-run  only print them', '--json     the same as data'],
  run,
};
