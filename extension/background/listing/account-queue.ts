/** The queue of accounts whose roles are not known yet. The listing requests the roles in the order of this queue. */
export interface AccountQueue {
  /** Adds an account to the queue. */
  add(id: string): void;
  /** Forgets all accounts. */
  clear(): void;
  /**
   * Removes the next account from the queue and returns it. Preferred accounts come first. Returns undefined when the
   * queue is empty.
   */
  take(): string | undefined;
  /**
   * Call this when the request for an account failed. Puts the account at the front of the queue, unless its roles are
   * known by now.
   */
  putBack(id: string): void;
  /** Call this when the roles of an account have become known. */
  answered(id: string): void;
  /** Moves these accounts to the front of the queue. The accounts of the latest call are the first. */
  prefer(ids: readonly string[]): void;
  /** Stops the queue. After this call, `take` returns only accounts that are passed to `prefer` later. */
  stop(): void;
  /** Whether `stop` was called. */
  stopped(): boolean;
  /** How many accounts `take` can still return. */
  available(): number;
  /** All accounts whose roles are not known, also those that `take` has already returned. */
  open(): readonly string[];
  /** The number of accounts whose roles are not known. */
  openCount(): number;
}

/** Creates the queue of a listing. @param resumed the state of an unfinished listing; null for a new listing. */
export function createAccountQueue(
  resumed: { readonly todo: readonly string[]; readonly stopped: boolean } | null,
): AccountQueue {
  let open = new Set(resumed?.todo);
  /** Accounts whose roles are not known and that `take` has not returned yet. */
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
      // Accounts that were preferred before the stop are no longer preferred.
      preferred = [];
    },
    stopped: () => stopped,
    available: () => (stopped ? preferred.filter((id) => untaken.has(id)).length : untaken.size),
    open: () => [...open],
    openCount: () => open.size,
  };
}
