import { statSync } from 'node:fs';
import { KeyferryError } from '#core/errors.ts';
import { readSections } from '#core/ini/document.ts';
import { profileOf } from '../aws-files/profiles/config-file.ts';
import { MARKER, markerOf } from '../aws-files/profiles/profile-owner.ts';
import { readAwsFile } from '../aws-files/read-aws-file.ts';
import { type LiveRecord, liveRecordPath, readLiveRecord } from '../data-folder/live-record.ts';
import type { ProgramLocation } from '../data-folder/program-folder.ts';

/*
 * Before a host answers for a live profile, it checks two things: its own browser set up the profile, and Keyferry
 * wrote the section in the config file. The reason is that two browsers may set up the same profile name for different
 * accounts. Without these checks, the wrong browser could answer with the keys of the wrong account.
 */

/**
 * A text that changes when the content of the file changes. The text contains the inode number, the size and the times
 * of the file. The function does not need to read the file.
 */
function stateOf(path: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join();
  } catch {
    return 'missing';
  }
}

/**
 * Returns a function that reads a file again only if the file has changed. Otherwise, many requests at the same time
 * would parse a large file many times.
 */
function cached<T>(read: (path: string) => T): (path: string) => T {
  let last: { readonly key: string; readonly value: T } | null = null;
  return (path) => {
    const key = `${path}\n${stateOf(path)}`;
    if (last?.key !== key) last = { key, value: read(path) };
    return last.value;
  };
}

/**
 * Keyferry's marks in the config file. The map key is the profile name. If two sections have the same name, the mark is
 * null, because AWS clients do not agree which of the two sections is valid.
 */
function marksIn(text: string): ReadonlyMap<string, string | null> {
  const marks = new Map<string, string | null>();
  for (const section of readSections(text)) {
    const name = profileOf(section);
    if (name !== null) marks.set(name, marks.has(name) ? null : (section.values.get(MARKER) ?? null));
  }
  return marks;
}

/** Decides whether a host may ask its browser for the keys of a profile. */
export interface Ownership {
  /**
   * Throws if this host must not ask its browser for the keys of this profile.
   * @param name the profile name that the client sent
   * @param installation the id of the extension's installation in this browser
   * @throws KeyferryError LIVE_NOT_MINE if this browser did not set up the profile; LIVE_NOT_SET_UP if the config file
   * has no section with the right mark; PATH_INVALID, FILE_*
   */
  check(name: string, installation: string): Promise<void>;
}

/**
 * Creates the check for one host.
 * @param location the location of live.json
 * @param configPath returns the path of the config file
 */
export function createOwnership(location: ProgramLocation, configPath: () => Promise<string>): Ownership {
  const record = cached((): LiveRecord => readLiveRecord(location));
  const marks = cached((path) => marksIn(readAwsFile(path)));
  return {
    async check(name, installation) {
      const entry = record(liveRecordPath(location)).get(name);
      if (entry?.installation !== installation) throw new KeyferryError('LIVE_NOT_MINE', { name });
      if (marks(await configPath()).get(name) !== markerOf(entry)) throw new KeyferryError('LIVE_NOT_SET_UP', { name });
    },
  };
}
