/** The accounts with roles that are still unknown, in the order in which the listing requests these roles. */
export interface AccountQueue {
  /** Adds an account to the queue. */
  add(id: string): void;
  /** Forgets all accounts. */
  clear(): void;
  /** Removes and returns the next account: preferred accounts come first. Undefined when no account is left. */
  take(): string | undefined;
  /**
   * Call this when the request for an account failed. The account comes next again, unless its roles have become known.
   */
  putBack(id: string): void;
  /** Call this when the roles of an account have become known. */
  answered(id: string): void;
  /** Moves these accounts to the front. Accounts of a later call come before those of an earlier call. */
  prefer(ids: readonly string[]): void;
  /** After this call, `take` returns only accounts that are preferred after this call. */
  stop(): void;
  /** Whether `stop` was called. */
  stopped(): boolean;
  /** How many accounts `take` can still return. */
  available(): number;
  /** The accounts with unknown roles, both taken and not taken. */
  open(): readonly string[];
  /** The number of accounts with unknown roles. */
  openCount(): number;
}

/** Creates the queue of a listing. @param resumed the work that an unfinished listing left. */
export function createAccountQueue(
  resumed: { readonly todo: readonly string[]; readonly stopped: boolean } | null,
): AccountQueue {
  let open = new Set(resumed?.todo);
  /** Open accounts that `take` has not returned yet. */
  let untaken = new Set(open);
  let preferred: readonly string[] = [];
  let stopped = resumed?.stopped ?? false;

  const nextPreferred = () => preferred.find((id) => untaken.has(id));

  return {
    add(id) {
      open.add(id);
      untaken.add(id);
    },
    clear() {
      open = new Set();
      untaken = new Set();
    },
    take() {
      const next = nextPreferred() ?? (stopped ? undefined : untaken.values().next().value);
      if (next !== undefined) untaken.delete(next);
      return next;
    },
    putBack(id) {
      if (open.has(id)) untaken = new Set([id, ...untaken]);
    },
    answered(id) {
      open.delete(id);
      untaken.delete(id);
    },
    prefer(ids) {
      preferred = [...new Set([...ids, ...preferred])];
    },
    stop() {
      stopped = true;
      // Preferences from before the stop no longer count.
      preferred = [];
    },
    stopped: () => stopped,
    available: () => (stopped ? preferred.filter((id) => untaken.has(id)).length : untaken.size),
    open: () => [...open],
    openCount: () => open.size,
  };
}
