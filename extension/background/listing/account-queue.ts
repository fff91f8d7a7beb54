/** The accounts whose roles are still unknown, in the order in which to request them. */
export interface AccountQueue {
  /** Adds an account whose roles are to be requested. */
  add(id: string): void;
  /** Forgets all accounts. */
  clear(): void;
  /** Removes and returns the next account to request: preferred ones first. Undefined when there is none. */
  take(): string | undefined;
  /** An account that was taken failed: it comes next again, unless its roles are known by now. */
  putBack(id: string): void;
  /** An account's roles are known. */
  answered(id: string): void;
  /** Moves these accounts to the front; a later call goes before an earlier one. */
  prefer(ids: readonly string[]): void;
  /** From now on `take` gives only accounts that are preferred after this call. */
  stop(): void;
  stopped(): boolean;
  /** How many accounts `take` would give. */
  available(): number;
  /** Accounts whose roles are unknown, whether taken or not. */
  open(): readonly string[];
  openCount(): number;
}

/** @param resumed what an earlier listing left to do. */
export function createAccountQueue(
  resumed: { readonly todo: readonly string[]; readonly stopped: boolean } | null,
): AccountQueue {
  let open = new Set(resumed?.todo);
  /** Open accounts that no request was made for. */
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
      // Earlier preferences belong to the listing that stops.
      preferred = [];
    },
    stopped: () => stopped,
    available: () => (stopped ? preferred.filter((id) => untaken.has(id)).length : untaken.size),
    open: () => [...open],
    openCount: () => open.size,
  };
}
