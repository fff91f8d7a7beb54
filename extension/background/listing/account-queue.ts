/**
 * Accounts whose roles are still to be had, and which of them is next: what the user wants before the rest. Stopped, it
 * gives what the user wants and nothing else.
 * @param resumed what an earlier listing left.
 */
export function createRolesToAsk(resumed: { readonly todo: readonly string[]; readonly stopped: boolean } | null) {
  /** Without an answer yet; those of them that have not been asked for. */
  let open = new Set(resumed?.todo);
  let unasked = new Set(open);
  let wanted: readonly string[] = [];
  let stopped = resumed?.stopped ?? false;

  const nextWanted = () => wanted.find((id) => unasked.has(id));

  return {
    add(id: string): void {
      open.add(id);
      unasked.add(id);
    },
    clear(): void {
      open = new Set();
      unasked = new Set();
    },
    take(): string | undefined {
      const next = nextWanted() ?? (stopped ? undefined : unasked.values().next().value);
      if (next !== undefined) unasked.delete(next);
      return next;
    },
    /** It was taken and has no answer: it comes before the rest next time. */
    putBack(id: string): void {
      if (open.has(id)) unasked = new Set([id, ...unasked]);
    },
    answered(id: string): void {
      open.delete(id);
      unasked.delete(id);
    },
    /** Puts these accounts before the rest, the latest wish first. */
    prefer(ids: readonly string[]): void {
      wanted = [...new Set([...ids, ...wanted])];
    },
    stop(): void {
      stopped = true;
      // What was wanted before is part of what was stopped.
      wanted = [];
    },
    stopped: () => stopped,
    /** How many `take` would give. */
    available: () => (stopped ? wanted.filter((id) => unasked.has(id)).length : unasked.size),
    open: (): readonly string[] => [...open],
    openCount: () => open.size,
  };
}
