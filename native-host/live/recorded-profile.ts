import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT_ID, ROLE_NAME } from '#core/patterns.ts';
import { type ProgramLocation, programFolder } from '../data-folder/program-folder.ts';

/*
 * Reads the part of live.json that the client needs. native-host/data-folder/live-record.ts reads and writes the whole
 * file, but loading it takes longer than everything else that the client does.
 */

/** What a live profile was set up for. */
export interface RecordedProfile {
  readonly accountId: string;
  readonly roleName: string;
  /** Start URL, only for sentences. */
  readonly portal: string;
}

function parse(text: string): Record<string, unknown> {
  try {
    const { version, profiles } = JSON.parse(text) as { version?: unknown; profiles?: unknown };
    return version === 1 && typeof profiles === 'object' ? { ...profiles } : {};
  } catch {
    return {};
  }
}

/** The recorded profile with this name, or null. @throws system errors other than a missing file */
export function readRecordedProfile(location: ProgramLocation, name: string): RecordedProfile | null {
  const path = join(programFolder(location), 'live.json');
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return null;
  const profiles = parse(readFileSync(path, 'utf8'));
  if (!Object.hasOwn(profiles, name)) return null;
  const { accountId, roleName, portal } = (profiles[name] ?? {}) as Record<string, unknown>;
  if (typeof accountId !== 'string' || typeof roleName !== 'string' || typeof portal !== 'string') return null;
  const isValid = ACCOUNT_ID.test(accountId) && ROLE_NAME.test(roleName) && portal.startsWith('https://');
  return isValid ? { accountId, roleName, portal: portal.slice(0, 300) } : null;
}
