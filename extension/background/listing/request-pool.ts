/** At most this many requests wait or run at the same time. The rate limiter decides when each request is sent. */
const MAX_ACTIVE = 24;

export interface RequestPoolDeps {
  /** How many more requests can be made. */
  readonly available: () => number;
  /**
   * Chooses the account for a request. Called just before the request is sent, because the user's preferences may
   * change until then.
   */
  readonly take: () => string | undefined;
  /** Makes one request. The request calls `choose` just before it is sent, and again for each further page. */
  readonly request: (choose: () => string) => Promise<void>;
  /** Called when the request for an account failed or was cancelled. */
  readonly putBack: (id: string) => void;
  /** Called at the first failure. The requests that wait for their turn must then be cancelled. */
  readonly failed: () => void;
}

/**
 * The error of a request that was cancelled while it waited. Also the error of a request for which no account was left.
 */
export class Cancelled extends Error {}

/**
 * Keeps several requests waiting, so that one can always be sent when the rate limiter allows it. Stops at the first
 * failure.
 */
export interface RequestPool {
  /** Starts as many requests as possible. Call this whenever there may be more requests to make. */
  fill(): void;
  /** The first failure, or undefined. After a failure, no request is started. */
  failure(): unknown;
  /** Stops the pool with this failure, unless the pool already has a failure. */
  fail(error: unknown): void;
  /** Forgets the failure, so that `fill` starts requests again. */
  clearFailure(): void;
  /** Resolves when no request is running. */
  idle(): Promise<void>;
}

/** Creates a pool that has not started a request yet. */
export function createRequestPool({ available, take, request, putBack, failed }: RequestPoolDeps): RequestPool {
  let active = 0;
  /** How many waiting requests have not chosen an account yet. */
  let waiting = 0;
  let failure: unknown;
  const idleListeners: (() => void)[] = [];

  function fail(error: unknown): void {
    if (failure !== undefined) return;
    failure = error;
    failed();
  }

  async function start(): Promise<void> {
    let chosen: string | undefined;
    active += 1;
    waiting += 1;
    const choose = () => {
      if (chosen !== undefined) return chosen;
      chosen = take();
      if (chosen === undefined) throw new Cancelled();
      waiting -= 1;
      return chosen;
    };
    try {
      await request(choose);
    } catch (error) {
      if (chosen !== undefined) putBack(chosen);
      if (!(error instanceof Cancelled)) fail(error);
    } finally {
      if (chosen === undefined) waiting -= 1;
      active -= 1;
      fill();
    }
  }

  function fill(): void {
    while (failure === undefined && active < MAX_ACTIVE && available() > waiting) void start();
    if (active > 0) return;
    for (const resolve of idleListeners.splice(0)) resolve();
  }

  return {
    fill,
    failure: () => failure,
    fail,
    clearFailure() {
      failure = undefined;
    },
    async idle() {
      if (active > 0) await new Promise<void>((resolve) => idleListeners.push(resolve));
    },
  };
}
