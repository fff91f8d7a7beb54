import type { Personal, PersonalAccount, PersonalRole } from '../personal.ts';
import { roleKey } from '../role-key.ts';
import type { FileAccount, FilePortal, FileRole } from './file.ts';

/** One value that an import would store. */
export interface ImportChange {
  readonly startUrl: string;
  readonly accountId: string;
  /** The role that the value belongs to; null if the value belongs to the account. */
  readonly roleName: string | null;
  readonly field: keyof PersonalAccount | keyof PersonalRole;
  /** The value that would be replaced; null if the setting is new. */
  readonly before: string | null;
  /** The new value. For a favourite or a production mark, the value is true. */
  readonly after: string | true;
}

/** A user of a portal in this browser, with the personal data that is stored for this user. */
export interface Owner {
  /** Storage key of the personal data. */
  readonly key: string;
  readonly startUrl: string;
  /** Fingerprint of the user, in the form in which the file contains it. */
  readonly user: string;
  readonly personal: Personal;
}

/** What an import would do. */
export interface ImportPlan {
  /** The new personal data of each user, by storage key. Users whose data does not change are missing. */
  readonly results: ReadonlyMap<string, Personal>;
  readonly changes: readonly ImportChange[];
  /** Number of values in the file that are equal to the stored values. */
  readonly same: number;
  /** Start URLs from the file for users that this browser does not know. */
  readonly skipped: readonly string[];
}

interface Merged {
  readonly personal: Personal;
  readonly changes: readonly ImportChange[];
  readonly same: number;
}

/** The values that the file contains for an account or role, by field name. */
function valuesOf(entry: FileAccount | FileRole): (readonly [field: ImportChange['field'], value: string | true])[] {
  const { accountId: _, roleName: __, ...values } = { roleName: null, ...entry };
  return (Object.entries(values) as [ImportChange['field'], string | true | undefined][]).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, value] as const],
  );
}

/** Adds these entries of the file to the stored data, and returns the new data. An import never removes a value. */
function merged(personal: Personal, { startUrl, ...file }: FilePortal): Merged {
  const after = { ...personal, accounts: { ...personal.accounts }, roles: { ...personal.roles } };
  const changes: ImportChange[] = [];
  let same = 0;

  function put<Own extends object>(table: Record<string, Own>, key: string, entry: FileAccount | FileRole): void {
    const roleName = 'roleName' in entry ? entry.roleName : null;
    for (const [field, value] of valuesOf(entry)) {
      const before = (table[key] as Readonly<Record<string, unknown>> | undefined)?.[field];
      if (before === value) {
        same += 1;
        continue;
      }
      const old = before === undefined ? null : String(before);
      changes.push({ startUrl, accountId: entry.accountId, roleName, field, before: old, after: value });
      table[key] = { ...table[key], [field]: value } as Own;
    }
  }

  for (const entry of file.accounts) put(after.accounts, entry.accountId, entry);
  for (const entry of file.roles) put(after.roles, roleKey(entry), entry);
  return { personal: after, changes, same };
}

/**
 * Says what an import of these portals would change. If a stored value is different from the value in the file, the
 * value in the file replaces it. All other stored values stay.
 * @param owners all users that this browser knows.
 */
export function planImport(portals: readonly FilePortal[], owners: readonly Owner[]): ImportPlan {
  const results = new Map<string, Personal>();
  const changes: ImportChange[] = [];
  const skipped: string[] = [];
  let same = 0;
  for (const portal of portals) {
    const own = owners.filter(({ startUrl, user }) => startUrl === portal.startUrl && user === portal.user);
    if (own.length === 0) skipped.push(portal.startUrl);
    for (const { key, personal } of own) {
      const result = merged(personal, portal);
      changes.push(...result.changes);
      same += result.same;
      if (result.changes.length > 0) results.set(key, result.personal);
    }
  }
  return { results, changes, same, skipped };
}
