import { setMaxListeners } from 'node:events';
import { type ErrorCode, KeyferryError } from '#core/errors.ts';

/* A client asks the hosts of all browsers. Only one of them has set up the profile. */

/** Ms to wait for a host before all other hosts are asked too. The slow host may still answer. */
export const SLOW_MS = 1000;

/** Refusals that say nothing about the browser that set up the profile. A later one replaces an earlier one. */
const WEAK: readonly ErrorCode[] = [
  'LIVE_NOT_MINE',
  'INTERNAL',
  'LIVE_LINE',
  'LIVE_BUSY',
  'LIVE_NOT_SET_UP',
  'PORTAL_NONE',
  'PORTAL_UNKNOWN',
];

const strengthOf = ({ code }: KeyferryError): number => {
  const at = WEAK.indexOf(code);
  return at < 0 ? WEAK.length : at;
};

/** The result of asking hosts. */
export type Asked<T> =
  | { readonly answer: T }
  /** `refusal`: the refusal that says most; null if no host answered. */
  | { readonly answer: null; readonly refusal: KeyferryError | null };

export interface AskHostsOptions {
  /** Ms until the client must have an answer. */
  readonly ms: number;
  /** Replaces `SLOW_MS` in tests. */
  readonly slowMs?: number;
  /** Aborted when no program waits for the answer. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks hosts in this order. The next one is asked when one fails or refuses. After `SLOW_MS` without an answer, all
 * others are asked at once, because any number of browsers may hang. The first good answer wins.
 * @param ask resolves to null if the host gives no answer, and rejects with its refusal. The signal is aborted
 * at the end if a host has not answered yet
 */
export function askHosts<T>(
  paths: readonly string[],
  ask: (path: string, signal: AbortSignal) => Promise<T | null>,
  { ms, slowMs = SLOW_MS, signal }: AskHostsOptions,
): Promise<Asked<T>> {
  const all = new AbortController();
  // Each host listens to it. From the eleventh on, Node would print a warning on stderr.
  setMaxListeners(0, all.signal);
  let refusal: KeyferryError | null = null;
  let next = 0;
  let open = 0;
  let slow: NodeJS.Timeout | undefined;

  return new Promise<Asked<T>>((resolve) => {
    const deadline = setTimeout(() => {
      all.abort();
      // A host that was busy until now rejects when it is aborted. Its refusal is remembered before `finish` runs.
      setImmediate(() => finish({ answer: null, refusal }));
    }, ms);

    function finish(result: Asked<T>): void {
      clearTimeout(deadline);
      clearTimeout(slow);
      next = paths.length;
      // Without open requests, no abort is needed: Node would need a millisecond for the event.
      if (open > 0) all.abort();
      resolve(result);
    }

    signal?.addEventListener('abort', () => finish({ answer: null, refusal }), { once: true });

    function remember(error: unknown): void {
      const known = error instanceof KeyferryError ? error : new KeyferryError('INTERNAL', { where: 'a live profile' });
      if (refusal === null || strengthOf(known) > strengthOf(refusal)) refusal = known;
    }

    function start(path: string): void {
      open += 1;
      ask(path, all.signal)
        .finally(() => {
          open -= 1;
        })
        .then((answer) => answer !== null && finish({ answer }), remember)
        .finally(askNext);
    }

    function askRest(): void {
      const rest = paths.slice(next);
      next = paths.length;
      for (const path of rest) start(path);
    }

    function askNext(): void {
      clearTimeout(slow);
      const path = paths[next];
      if (path === undefined) {
        if (open === 0) finish({ answer: null, refusal });
        return;
      }
      next += 1;
      start(path);
      slow = setTimeout(askRest, slowMs);
    }

    askNext();
  });
}
