import { problemSentences, readerProblems } from '#core/ini/reader-problems.ts';
import { toRfc3339 } from '#core/rfc3339.ts';
import { type ProfileSource, type StoredProfile, storedProfiles } from '../aws-files/profiles/stored-profile.ts';
import { pathsOf, readAwsFile } from '../aws-files/read-aws-file.ts';
import { type LiveEntry, type LiveRecord, readLiveRecord } from '../data-folder/live-record.ts';
import type { CommandIo } from '../terminal/io.ts';
import { jsonText, printable } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';
import { checkSocketVariable, shadowedProfiles } from './doctor/live/profiles.ts';
import { type LiveStatus, liveStatus, liveStatusJson, liveStatusLines } from './live/live-status.ts';
import { type ConfigProfile, onlyInConfig } from './profiles/config-only.ts';
import { shadowingVariables } from './profiles/shadowing-variables.ts';
import { ago, timeLeft } from './profiles/time-left.ts';
import type { Command } from './shared/command.ts';
import { readOptions } from './shared/options.ts';
import { clockWarning, portalNow } from './shared/portal-now.ts';
import { programLocation } from './shared/program-location.ts';

const SOURCES: Readonly<Record<ProfileSource, string>> = {
  keyferry: 'Keyferry',
  'other-tool': 'another tool',
  'long-term-keys': 'long-term keys',
  indirect: 'keys from elsewhere',
  none: 'no keys',
};

function lifetime({ source, expiresAt, isExpiryCertain }: StoredProfile, now: number): string {
  if (expiresAt !== null) return timeLeft(expiresAt, now, isExpiryCertain);
  return source === 'long-term-keys' ? 'no expiry' : 'unknown';
}

/**
 * The two AWS files and their profiles. Keyferry reads each file only once, because the file could change between two
 * reads.
 */
interface Listing {
  readonly live: LiveRecord;
  readonly credentials: string;
  readonly config: string;
  readonly credentialsText: string;
  readonly configText: string;
  readonly stored: readonly StoredProfile[];
  readonly others: readonly ConfigProfile[];
}

/** The source of a live profile as text, such as `live keys, Firefox, used 5 min ago by terraform`. */
function liveLabel(label: string, entry: LiveEntry | undefined, now: number): string {
  if (entry === undefined) return `${label}, not set up here`;
  const { browser, usedAt, usedBy } = entry;
  const use = usedAt === undefined ? 'never used' : `used ${ago(usedAt, now)}`;
  return `${label}, ${browser}, ${use}${usedBy ? ` by ${usedBy}` : ''}`;
}

function rows({ stored, others, live }: Listing, now: number): string[][] {
  const body = stored.map((profile) => [
    profile.name,
    profile.owner?.accountId ?? '-',
    profile.owner?.roleName ?? '-',
    SOURCES[profile.source],
    lifetime(profile, now),
  ]);
  const rest = others.map(({ name, accountId, roleName, label, source }) => [
    name,
    accountId ?? '-',
    roleName ?? '-',
    `${source === 'live' ? liveLabel(label, live.get(name), now) : label} (config file)`,
    '-',
  ]);
  return [['PROFILE', 'ACCOUNT', 'ROLE', 'SOURCE', 'TIME LEFT'], ...body, ...rest];
}

function storedAsJson({ name, line, source, owner, expiresAt, isExpiryCertain }: StoredProfile, now: number) {
  return {
    name,
    line,
    source,
    accountId: owner?.accountId ?? null,
    roleName: owner?.roleName ?? null,
    portal: owner?.portal ?? null,
    expiresAt: expiresAt === null ? null : toRfc3339(expiresAt),
    // An expiry time without a time zone is not certain, because it may be wrong by hours.
    expiryIsCertain: isExpiryCertain,
    secondsLeft: expiresAt === null ? null : Math.max(0, Math.floor((expiresAt - now) / 1000)),
    expired: isExpiryCertain && expiresAt !== null && expiresAt <= now,
  };
}

const UNKNOWN = { expiresAt: null, expiryIsCertain: false, secondsLeft: null, expired: false };

/** The browser that set up a live profile, and the last use of the profile, for JSON. */
function liveJson(entry: LiveEntry | undefined) {
  const { browser = null, usedAt, usedBy = null, uses = 0 } = entry ?? {};
  return { browser, usedAt: usedAt === undefined ? null : toRfc3339(usedAt), usedBy, uses };
}

function asJson(listing: Listing, browsers: LiveStatus, shadows: readonly string[], now: number): string {
  const { credentials, config, stored, others, live } = listing;
  const first = stored.map((each) => ({ ...storedAsJson(each, now), file: credentials }));
  const rest = others.map(({ label: _, ...profile }) => ({
    ...profile,
    ...UNKNOWN,
    ...(profile.source === 'live' && liveJson(live.get(profile.name))),
    file: config,
  }));
  return jsonText({ file: credentials, profiles: [...first, ...rest], live: liveStatusJson(browsers, now), shadows });
}

/** Sentences about variables and settings that tools use instead of a profile. `keyferry doctor` reports them too. */
function shadowsNow({ config, configText, credentialsText }: Listing, io: CommandIo): readonly string[] {
  const socket = checkSocketVariable(io).map(({ sentence }) => sentence);
  const profiles = shadowedProfiles(config, configText, credentialsText);
  return [...socket, ...shadowingVariables(io), ...profiles];
}

/** Sentences about live profiles. Empty for a person who has no live profiles. */
function liveText({ others }: Listing, browsers: LiveStatus, now: number): string {
  const isUsed = browsers.browsers > 0 || others.some(({ source }) => source === 'live');
  return isUsed ? ['', ...liveStatusLines(browsers, now), ''].map(printable).join('\n') : '';
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { json } = readOptions(args, { json: { type: 'boolean' } });
  const { credentials, config } = pathsOf(io);
  const credentialsText = readAwsFile(credentials);
  const configText = readAwsFile(config);
  const stored = storedProfiles(credentialsText);
  const others = onlyInConfig(config, configText, new Set(stored.map(({ name }) => name)));
  const now = portalNow(io);
  const live = readLiveRecord(programLocation(io));
  const listing = { live, credentials, config, credentialsText, configText, stored, others };
  const shadows = shadowsNow(listing, io);
  const browsers = await liveStatus(io);
  if (json) io.stdout(asJson(listing, browsers, shadows, now));
  else if (stored.length + others.length > 0)
    io.stdout(`${table(rows(listing, now))}${liveText(listing, browsers, now)}`);
  else io.stderr(`keyferry: There are no profiles in ${credentials}. Write one in the popup.\n`);
  const warnings = [
    ...shadows,
    ...problemSentences(readerProblems(credentialsText, 'credentials'), credentials),
    ...problemSentences(readerProblems(configText, 'config'), config),
    clockWarning(io),
  ];
  io.stderr(warnings.flatMap((each) => (each === null ? [] : [`keyferry: ${each}\n`])).join(''));
  return 0;
}

export const status: Command = {
  usage: 'status [--short] [--json]',
  summary: 'Lists the profiles in both AWS files with account, role, source and time left; never a secret.',
  details: [
    '--short  for prompts: print one line about the profile of this shell, if it has one. It reads files only',
    '--json   print JSON',
    '',
    'If you use live profiles, it also says whether a browser is connected, how long you are signed in to each portal,',
    'and whether the browser asks you a question. On stderr it says what tools would use instead of a live profile:',
    'keys under the same name, other settings in its section, and variables of this shell.',
    '',
    `PS1='$(keyferry status --short) $ '    (bash)`,
  ],
  run,
};
