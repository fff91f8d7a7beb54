import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { AccountId, Moment, Region, RoleName } from '#core/credentials.ts';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import { StartUrl } from '#core/protocol/cli-profiles.ts';
import { Installation } from '#core/protocol/live.ts';
import { writeOwnFile } from './own-files.ts';
import { whileOwnFileLocked } from './own-lock.ts';
import { type ProgramLocation, programFolder } from './program-folder.ts';
import { readOwnFile } from './read-own-file.ts';

/*
 * The file live.json contains an entry for each live profile: which browser set up the profile, and for which role. The
 * entries contain names, ids and labels, but no secrets. Only the user can read the file. Several hosts may change it
 * at the same time.
 */

const Label = v.pipe(v.string(), v.maxLength(256));

/**
 * The entry for one live profile. A newer version of Keyferry may have written fields that this version does not know.
 * Keyferry removes such fields.
 */
const LiveEntry = v.object({
  /**
   * The id of the extension's installation that last set up the profile. Only this installation gives keys of the
   * profile.
   */
  installation: Installation,
  /** The name of the browser, which Keyferry shows to people. */
  browser: v.pipe(v.string(), v.maxLength(128)),
  /** Start URL of the portal. */
  portal: StartUrl,
  accountId: AccountId,
  roleName: RoleName,
  accountName: v.exactOptional(Label),
  /** The label that the person gave to the account. */
  alias: v.exactOptional(Label),
  /** Whether the person marked the account as production. */
  production: v.exactOptional(v.boolean()),
  region: v.exactOptional(Region),
  /** `usedAt`: when a program last got keys, in epoch ms. `usedBy`: the name of that program. */
  usedAt: v.exactOptional(Moment),
  usedBy: v.exactOptional(v.pipe(v.string(), v.maxLength(128))),
  /** How many times programs got keys of this profile. */
  uses: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});
export type LiveEntry = v.InferOutput<typeof LiveEntry>;
/** The entries of live.json. The map key is the profile name. */
export type LiveRecord = ReadonlyMap<string, LiveEntry>;

const File = v.object({ version: v.literal(1), profiles: v.record(v.string(), v.unknown()) });

/** The path of live.json. */
export const liveRecordPath = (location: ProgramLocation): string => join(programFolder(location), 'live.json');

/** The entries in the file. The function does not check them. Empty if the file is missing or invalid. */
function entriesIn(content: Buffer | null): Record<string, unknown> {
  try {
    const parsed = v.safeParse(File, JSON.parse(content?.toString() ?? 'null'));
    return parsed.success ? parsed.output.profiles : {};
  } catch {
    return {};
  }
}

/** Like `entriesIn`, but also returns an empty result if the file cannot be read. */
function readEntries(path: string): Record<string, unknown> {
  try {
    return entriesIn(readOwnFile(path));
  } catch {
    return {};
  }
}

function checked(name: string, entry: unknown): LiveEntry | null {
  const parsed = v.safeParse(LiveEntry, entry);
  return parsed.success && whyNotProfileName(name) === null ? parsed.output : null;
}

function recordOf(entries: Record<string, unknown>): Map<string, LiveEntry> {
  const all = Object.entries(entries).map(([name, entry]) => [name, checked(name, entry)] as const);
  return new Map(all.flatMap(([name, entry]) => (entry === null ? [] : [[name, entry] as const])));
}

/** The valid entries of all live profiles. Empty if the file is missing or invalid. */
export function readLiveRecord(location: ProgramLocation): LiveRecord {
  return recordOf(readEntries(liveRecordPath(location)));
}

/**
 * The entry of one live profile, or null. Every request for keys calls this function. To be fast, the function checks
 * only this entry.
 */
export function readLiveEntry(location: ProgramLocation, name: string): LiveEntry | null {
  const entries = readEntries(liveRecordPath(location));
  return Object.hasOwn(entries, name) ? checked(name, entries[name]) : null;
}

/** Changes live.json under a lock. @throws KeyferryError FILE_BUSY, system errors */
async function change(location: ProgramLocation, edit: (record: Map<string, LiveEntry>) => void): Promise<void> {
  const path = liveRecordPath(location);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  await whileOwnFileLocked(path, (confirm) => {
    // `readOwnFile` throws if it cannot read the file. This is important: with an empty record, this function would
    // delete all entries.
    const record = recordOf(entriesIn(readOwnFile(path)));
    edit(record);
    const text = `${JSON.stringify({ version: 1, profiles: Object.fromEntries(record) })}\n`;
    writeOwnFile(path, text, 0o600, false, confirm);
  });
}

const isSame = (a: LiveEntry | undefined, b: LiveEntry): boolean =>
  a?.installation === b.installation &&
  a.portal === b.portal &&
  a.accountId === b.accountId &&
  a.roleName === b.roleName;

/**
 * The new entry. If the earlier entry is for the same role and browser, the new entry also contains the last use from
 * the earlier entry.
 */
function merged(earlier: LiveEntry | undefined, entry: LiveEntry): LiveEntry {
  if (earlier === undefined || !isSame(earlier, entry)) return entry;
  const { usedAt, usedBy, uses } = earlier;
  return {
    ...(usedAt !== undefined && { usedAt }),
    ...(usedBy !== undefined && { usedBy }),
    ...(uses !== undefined && { uses }),
    ...entry,
  };
}

/**
 * Restores the entries that `recordLive` replaced, and removes the entries that `recordLive` added. Skips an entry that
 * another browser has changed since then.
 */
export type UndoRecord = () => Promise<void>;

/**
 * Adds or replaces these entries.
 * @returns a function that restores the earlier entries
 * @throws KeyferryError FILE_BUSY, system errors
 */
export async function recordLive(location: ProgramLocation, entries: LiveRecord): Promise<UndoRecord> {
  const before = new Map<string, LiveEntry | undefined>();
  await change(location, (record) => {
    for (const [name, entry] of entries) {
      before.set(name, record.get(name));
      record.set(name, merged(record.get(name), entry));
    }
  });
  return () =>
    change(location, (record) => {
      for (const [name, entry] of entries) {
        const earlier = before.get(name);
        if (!isSame(record.get(name), entry)) continue;
        if (earlier === undefined) record.delete(name);
        else record.set(name, earlier);
      }
    });
}

/** One use of a live profile. `at`: the time, in epoch ms. `by`: the name of the program that got keys. */
export interface LiveUse {
  readonly at: number;
  readonly by: string;
}

/**
 * Records in live.json that programs got keys. Writes all uses at once.
 * @param uses the map key is the profile name; names without an entry are ignored
 * @throws KeyferryError FILE_BUSY, system errors
 */
export async function noteUses(location: ProgramLocation, uses: ReadonlyMap<string, LiveUse>): Promise<void> {
  await change(location, (record) => {
    for (const [name, { at, by }] of uses) {
      const entry = record.get(name);
      if (entry) record.set(name, { ...entry, usedAt: at, usedBy: by.slice(0, 128), uses: (entry.uses ?? 0) + 1 });
    }
  });
}

/**
 * Removes entries from live.json.
 * @param installation if present, only entries of this installation of the extension
 * @param names if present, only entries with these names
 * @throws KeyferryError FILE_BUSY, system errors
 */
export async function forgetLive(
  location: ProgramLocation,
  installation?: string,
  names?: readonly string[],
): Promise<void> {
  const chosen = names && new Set(names);
  const isErased = (name: string, entry: LiveEntry) =>
    (installation === undefined || entry.installation === installation) && (chosen === undefined || chosen.has(name));
  if (![...readLiveRecord(location)].some(([name, entry]) => isErased(name, entry))) return;
  await change(location, (record) => {
    for (const [name, entry] of record) if (isErased(name, entry)) record.delete(name);
  });
}

/** Removes live.json. @throws system errors */
export function removeLiveRecord(location: ProgramLocation): void {
  rmSync(liveRecordPath(location), { force: true });
}
