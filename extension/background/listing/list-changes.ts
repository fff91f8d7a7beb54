import type { GoneRole, IndexedAccount, ListChanges, RoleIndex } from '#core/protocol/messages.ts';
import { roleKey } from '#core/role-key.ts';

/** A change that nobody has looked at for so long is no news. */
const NEWS_MS = 24 * 3_600_000;

const goneKey = ({ accountId, roleName }: GoneRole) => roleKey({ accountId, roleName });

/**
 * What has come and gone since the user last said that it was seen. Nothing is news before a first complete list.
 * @param now epoch ms.
 */
export function createListChanges(before: RoleIndex | null, now: () => number) {
  const kept = before?.changes && now() - before.changes.at < NEWS_MS ? before.changes : null;
  const known = before !== null && before.listedAt > 0;
  const added = new Set(kept?.added);
  const gone = new Map(kept?.gone.map((each) => [goneKey(each), each]));
  let at = kept?.at ?? 0;

  function came(key: string): void {
    at = now();
    if (!gone.delete(key)) added.add(key);
  }

  function went(role: GoneRole): void {
    at = now();
    if (!added.delete(goneKey(role))) gone.set(goneKey(role), role);
  }

  return {
    /** An account's roles as they were (null: not known) and as they are. */
    roles({ accountId, accountName }: IndexedAccount, old: readonly string[] | null, fresh: readonly string[]): void {
      if (!known) return;
      for (const name of fresh) if (!old?.includes(name)) came(roleKey({ accountId, roleName: name }));
      for (const roleName of old ?? []) if (!fresh.includes(roleName)) went({ accountId, accountName, roleName });
    },
    forget(): void {
      added.clear();
      gone.clear();
    },
    /** Null when there are none. */
    all: (): ListChanges | null =>
      added.size + gone.size === 0 ? null : { at, added: [...added], gone: [...gone.values()] },
  };
}

export type ListChangesKept = ReturnType<typeof createListChanges>;
