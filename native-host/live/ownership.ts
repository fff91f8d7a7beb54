import { statSync } from 'node:fs';
import { KeyferryError } from '#core/errors.ts';
import { readSections } from '#core/ini/document.ts';
import { profileOf } from '../aws-files/profiles/config-file.ts';
import { MARKER, markerOf } from '../aws-files/profiles/profile-owner.ts';
import { readAwsFile } from '../aws-files/read-aws-file.ts';
import { type LiveRecord, liveRecordPath, readLiveRecord } from '../data-folder/live-record.ts';
import type { ProgramLocation } from '../data-folder/program-folder.ts';

/*
 * A host answers only for profiles that its own browser set up, and only as long as the section in the config file is
 * the one that Keyferry wrote. Without this rule, two browsers could have set up the same profile name for different
 * accounts, and the newer browser would answer with the keys of the wrong account.
 */

/** The facts of a file that change when its content changes. They are known without reading the file. */
function stateOf(path: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join();
  } catch {
    return 'missing';
  }
}

/** Reads a file again only after it changed. A burst of requests would otherwise parse a large file each time. */
function cached<T>(read: (path: string) => T): (path: string) => T {
  let last: { readonly key: string; readonly value: T } | null = null;
  return (path) => {
    const key = `${path}\n${stateOf(path)}`;
    if (last?.key !== key) last = { key, value: read(path) };
    return last.value;
  };
}

/**
 * The marks in the config file, by profile name. If two sections have the same name, the mark is null, because
 * clients do not agree which of the two sections counts.
 */
function marksIn(text: string): ReadonlyMap<string, string | null> {
  const marks = new Map<string, string | null>();
  for (const section of readSections(text)) {
    const name = profileOf(section);
    if (name !== null) marks.set(name, marks.has(name) ? null : (section.values.get(MARKER) ?? null));
  }
  return marks;
}

/** Decides whether a host may ask its browser for a profile. */
export interface Ownership {
  /**
   * Refuses a profile for which this host must not ask its browser.
   * @param name as the client sent it
   * @throws KeyferryError LIVE_NOT_MINE if another browser set up the profile, or no browser; LIVE_NOT_SET_UP if the
   * config file has no section with the right mark; PATH_INVALID, FILE_*
   */
  check(name: string, installation: string): Promise<void>;
}

/** Creates the check of one host. @param location of live.json @param configPath gives the path of the config file */
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
