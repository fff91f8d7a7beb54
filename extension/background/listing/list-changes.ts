import type { GoneRole, IndexedAccount, ListChanges, RoleIndex } from '#core/protocol/messages.ts';
import { roleKey } from '#core/role-key.ts';

/** How long a change is kept if the user does not see it, ms. */
const MAX_AGE_MS = 24 * 3_600_000;

const goneKey = ({ accountId, roleName }: GoneRole) => roleKey({ accountId, roleName });

/** The roles that were added and removed since the user last saw the changes. */
export interface ListChangesKept {
  /**
   * Compares an account's earlier roles with its new roles, and records the changes.
   * @param old null when the earlier roles are unknown.
   */
  roles(account: IndexedAccount, old: readonly string[] | null, fresh: readonly string[]): void;
  /** Forgets the recorded changes. Call this when the user has seen them. */
  forget(): void;
  /** All recorded changes, or null when there are no changes. */
  all(): ListChanges | null;
}

/**
 * Creates the record of changes. If there is no complete earlier list, no change is recorded, because every role would
 * count as added.
 * @param before the list of an earlier listing.
 * @param now epoch ms.
 */
export function createListChanges(before: RoleIndex | null, now: () => number): ListChangesKept {
  const kept = before?.changes && now() - before.changes.at < MAX_AGE_MS ? before.changes : null;
  const hasList = before !== null && before.listedAt > 0;
  const added = new Set(kept?.added);
  const gone = new Map(kept?.gone.map((each) => [goneKey(each), each]));
  let at = kept?.at ?? 0;

  function roleAdded(key: string): void {
    at = now();
    if (!gone.delete(key)) added.add(key);
  }

  function roleGone(role: GoneRole): void {
    at = now();
    if (!added.delete(goneKey(role))) gone.set(goneKey(role), role);
  }

  return {
    roles({ accountId, accountName }, old, fresh) {
      if (!hasList) return;
      for (const name of fresh) if (!old?.includes(name)) roleAdded(roleKey({ accountId, roleName: name }));
      for (const roleName of old ?? []) if (!fresh.includes(roleName)) roleGone({ accountId, accountName, roleName });
    },
    forget() {
      added.clear();
      gone.clear();
    },
    all: () => (added.size + gone.size === 0 ? null : { at, added: [...added], gone: [...gone.values()] }),
  };
}
