import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT_ID, ROLE_NAME } from '#core/patterns.ts';
import { type ProgramLocation, programFolder } from '../data-folder/program-folder.ts';

/*
 * Reads only the part of live.json that the command `credential-process` needs. The code in
 * native-host/data-folder/live-record.ts reads and writes the whole file, but Node needs too much time to load this
 * code.
 */

/** The account, the role and the portal of a live profile. */
export interface RecordedProfile {
  readonly accountId: string;
  readonly roleName: string;
  /** The start URL of the portal. Keyferry uses it only in messages. */
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

/** The entry in live.json with this name, or null. @throws system errors, but not if the file is missing */
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
