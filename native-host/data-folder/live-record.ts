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
 * live.json: for each live profile, which browser set it up and for which role. It contains names, ids and labels, but
 * no secrets. Only the user can read it. Several hosts may change it at the same time.
 */

const Label = v.pipe(v.string(), v.maxLength(256));

/** What is stored about a live profile. Unknown fields of a newer version are dropped. */
const LiveEntry = v.object({
  /** The installation of the extension that set up the profile last. Only this extension answers for it. */
  installation: Installation,
  /** The browser's name, for people. */
  browser: v.pipe(v.string(), v.maxLength(128)),
  /** Start URL of the portal. */
  portal: StartUrl,
  accountId: AccountId,
  roleName: RoleName,
  accountName: v.exactOptional(Label),
  /** The person's own label of the account. */
  alias: v.exactOptional(Label),
  /** Whether the person marked the account as production. */
  production: v.exactOptional(v.boolean()),
  region: v.exactOptional(Region),
  /** The last answer with keys: its time (epoch ms), and the program that got the keys. */
  usedAt: v.exactOptional(Moment),
  usedBy: v.exactOptional(v.pipe(v.string(), v.maxLength(128))),
  /** Number of answers with keys. */
  uses: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});
export type LiveEntry = v.InferOutput<typeof LiveEntry>;
/** The entries by profile name. */
export type LiveRecord = ReadonlyMap<string, LiveEntry>;

const File = v.object({ version: v.literal(1), profiles: v.record(v.string(), v.unknown()) });

/** The path of live.json. */
export const liveRecordPath = (location: ProgramLocation): string => join(programFolder(location), 'live.json');

/** The entries without checks; empty for a missing or invalid file. */
function entriesIn(content: Buffer | null): Record<string, unknown> {
  try {
    const parsed = v.safeParse(File, JSON.parse(content?.toString() ?? 'null'));
    return parsed.success ? parsed.output.profiles : {};
  } catch {
    return {};
  }
}

/** Like `entriesIn`, but also empty for a file that cannot be read. */
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

/** All live profiles. A missing or invalid file counts as empty, and invalid entries are left out. */
export function readLiveRecord(location: ProgramLocation): LiveRecord {
  return recordOf(readEntries(liveRecordPath(location)));
}

/** One live profile, or null. Checks only this entry, because every request for keys needs it. */
export function readLiveEntry(location: ProgramLocation, name: string): LiveEntry | null {
  const entries = readEntries(liveRecordPath(location));
  return Object.hasOwn(entries, name) ? checked(name, entries[name]) : null;
}

/** Changes the record under a lock. @throws KeyferryError FILE_BUSY, system errors */
async function change(location: ProgramLocation, edit: (record: Map<string, LiveEntry>) => void): Promise<void> {
  const path = liveRecordPath(location);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  await whileOwnFileLocked(path, (confirm) => {
    // A file that cannot be read now is not empty: writing it would lose its entries.
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

/** The new entry. It keeps the last use if the profile still means the same role in the same browser. */
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

/** Puts back the entries that `recordLive` replaced or added, unless another browser has changed them since. */
export type UndoRecord = () => Promise<void>;

/**
 * Adds or replaces these entries.
 * @returns a function that undoes this
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

/** A use of a live profile. `at`: epoch ms. `by`: name of the program. */
export interface LiveUse {
  readonly at: number;
  readonly by: string;
}

/**
 * Notes that programs got keys of live profiles, by profile name, with one write. Ignores names without an entry.
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
 * Erases entries.
 * @param installation if given, only entries of this installation
 * @param names if given, only entries of these names
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
