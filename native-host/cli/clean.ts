import { readSections, type Section } from '#core/ini/document.ts';
import { editFile } from '../aws-files/editing/edit-file.ts';
import { thisSystem } from '../aws-files/editing/system.ts';
import { withoutKeys } from '../aws-files/profiles/remove-profile.ts';
import { storedProfile } from '../aws-files/profiles/stored-profile.ts';
import { unambiguously } from '../aws-files/profiles/unambiguously.ts';
import { pathsOf, readAwsFile } from '../aws-files/read-aws-file.ts';
import type { CommandIo } from '../terminal/io.ts';
import { jsonText, printable } from '../terminal/printable.ts';
import type { Command } from './shared/command.ts';
import { readOptions } from './shared/options.ts';
import { portalNow } from './shared/portal-now.ts';

/** Sections that Keyferry wrote and that expired before `now` (epoch ms). */
function expiredSections(text: string, now: number): Section[] {
  return readSections(text).filter((section) => {
    const { source, expiresAt, isExpiryCertain } = storedProfile(section);
    return source === 'keyferry' && isExpiryCertain && expiresAt !== null && expiresAt <= now;
  });
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const given = readOptions(args, { 'dry-run': { type: 'boolean' }, json: { type: 'boolean' } });
  const { credentials: file } = pathsOf(io);
  let removed: string[] = [];
  const edit = (text: string) => {
    const expired = expiredSections(text, portalNow(io));
    removed = expired.map(({ name }) => name);
    return unambiguously(file, () => withoutKeys(text, expired));
  };
  const text = readAwsFile(file);
  if (given['dry-run']) edit(text);
  // If the file is missing, `text` is empty, and editFile would create the file.
  else if (text !== '') await editFile(thisSystem(), file, edit);

  if (given.json) io.stdout(jsonText({ file, dryRun: given['dry-run'] ?? false, removed }));
  else io.stdout(removed.map((name) => `${printable(name)}\n`).join(''));
  if (removed.length === 0) io.stderr('keyferry: No profile that Keyferry wrote has expired.\n');
  return 0;
}

export const clean: Command = {
  usage: 'clean [--dry-run] [--json]',
  summary: 'Removes the expired profiles that Keyferry wrote, prints their names, and changes nothing else.',
  details: ['--dry-run  print the names and remove nothing', '--json     print JSON'],
  run,
};
