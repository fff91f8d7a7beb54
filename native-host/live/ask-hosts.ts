import { setMaxListeners } from 'node:events';
import { type ErrorCode, KeyferryError } from '#core/errors.ts';

/* A client asks the hosts of all browsers for keys, because it does not know which browser set up the profile. */

/**
 * If a host does not answer within this time, in ms, the client asks all other hosts too. The first host may still
 * answer.
 */
export const SLOW_MS = 1000;

/**
 * Error codes that are not very useful for the user, because they may come from a browser that did not set up the
 * profile. If a client gets only such errors, it shows the error whose code is last in this list.
 */
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

/** The result after a client has asked the hosts. */
export type Asked<T> =
  | { readonly answer: T }
  /** `refusal`: the most useful error of all hosts. Null if no host answered. */
  | { readonly answer: null; readonly refusal: KeyferryError | null };

export interface AskHostsOptions {
  /** The time in which the client must get an answer, in ms. */
  readonly ms: number;
  /** Another value for `SLOW_MS`. Only tests set it. */
  readonly slowMs?: number;
  /** This signal is aborted when no program waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks the hosts in the order of `paths`. If a host fails or refuses, the function asks the next host. If a host does
 * not answer within `SLOW_MS`, the function asks all other hosts at once, because some of the other hosts may hang too.
 * The result is the first good answer.
 * @param ask asks one host. Resolves to null if the host gives no answer, and rejects if the host refuses. At the end,
 * the signal is aborted for hosts that have not answered yet.
 */
export function askHosts<T>(
  paths: readonly string[],
  ask: (path: string, signal: AbortSignal) => Promise<T | null>,
  { ms, slowMs = SLOW_MS, signal }: AskHostsOptions,
): Promise<Asked<T>> {
  const all = new AbortController();
  // Each host adds a listener to this signal. Without this line, Node would print a warning on stderr if there are more
  // than ten listeners.
  setMaxListeners(0, all.signal);
  let refusal: KeyferryError | null = null;
  let next = 0;
  let open = 0;
  let slow: NodeJS.Timeout | undefined;

  return new Promise<Asked<T>>((resolve) => {
    const deadline = setTimeout(() => {
      all.abort();
      // If a host was busy until now, its request fails with an error after the abort. `setImmediate` makes sure that
      // `finish` runs after this error is stored.
      setImmediate(() => finish({ answer: null, refusal }));
    }, ms);

    function finish(result: Asked<T>): void {
      clearTimeout(deadline);
      clearTimeout(slow);
      next = paths.length;
      // If no request is open, the function does not call `abort`, because Node would need a millisecond for this call.
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
