import { toRfc3339 } from '#core/rfc3339.ts';
import { type ProfileSource, type StoredProfile, storedProfiles } from '../aws-files/profiles/stored-profile.ts';
import { pathsOf, readAwsFile } from '../aws-files/read-aws-file.ts';
import type { CommandIo } from '../terminal/io.ts';
import { jsonText, printable } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';
import { timeLeft } from './profiles/time-left.ts';
import type { Command } from './shared/command.ts';
import { readOptions } from './shared/options.ts';

const SOURCES: Readonly<Record<ProfileSource, string>> = {
  keyferry: 'Keyferry',
  'other-tool': 'another tool',
  'long-term-keys': 'long-term keys',
  indirect: 'keys from elsewhere',
  none: 'no keys',
};

function lifetime({ source, expiresAt }: StoredProfile, now: number): string {
  if (expiresAt !== null) return timeLeft(expiresAt, now);
  return source === 'long-term-keys' ? 'no expiry' : 'unknown';
}

function rows(profiles: readonly StoredProfile[], now: number): string[][] {
  const body = profiles.map((profile) => [
    printable(profile.name),
    profile.owner?.accountId ?? '-',
    profile.owner?.roleName ?? '-',
    SOURCES[profile.source],
    lifetime(profile, now),
  ]);
  return [['PROFILE', 'ACCOUNT', 'ROLE', 'SOURCE', 'TIME LEFT'], ...body];
}

function asJson(file: string, profiles: readonly StoredProfile[], now: number): string {
  const list = profiles.map(({ name, line, source, owner, expiresAt }) => ({
    name,
    line,
    source,
    accountId: owner?.accountId ?? null,
    roleName: owner?.roleName ?? null,
    portal: owner?.portal ?? null,
    expiresAt: expiresAt === null ? null : toRfc3339(expiresAt),
    secondsLeft: expiresAt === null ? null : Math.max(0, Math.floor((expiresAt - now) / 1000)),
    expired: expiresAt !== null && expiresAt <= now,
  }));
  return jsonText({ file, profiles: list });
}

function run(args: readonly string[], io: CommandIo): number {
  const { json } = readOptions(args, { json: { type: 'boolean' } });
  const { credentials: file } = pathsOf(io);
  const profiles = storedProfiles(readAwsFile(file));
  if (json) io.stdout(asJson(file, profiles, io.now()));
  else if (profiles.length > 0) io.stdout(table(rows(profiles, io.now())));
  else io.stderr(`There are no profiles in ${file}.\n`);
  return 0;
}

export const status: Command = {
  usage: 'status [--json]',
  summary: 'Lists the profiles in the credentials file with account, role, source and time left; never a secret.',
  details: ['--json  print JSON'],
  run,
};
