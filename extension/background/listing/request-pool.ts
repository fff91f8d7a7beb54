/** Requests that may wait for an answer at once; the limiter says when each begins. */
const MOST = 24;

export interface PullDeps {
  /** How many more there are to ask for. */
  readonly available: () => number;
  /** Takes the next when its turn has come, not before: what is wanted may change while it waits. */
  readonly take: () => string | undefined;
  /** Asks for one. `choose` is called when its turn has come, perhaps again for a further page. */
  readonly ask: (choose: () => string) => Promise<void>;
  /** Was taken and has no answer. */
  readonly putBack: (id: string) => void;
  /** One failed: what waits for its turn is to be called off. */
  readonly failed: () => void;
}

/** A turn that nobody needs any more, or that was called off while it waited. */
export class CalledOff extends Error {}

/** Keeps as many requests waiting as there is to ask for, so that what is asked is decided as late as can be. */
export function createPulls({ available, take, ask, putBack, failed }: PullDeps) {
  let active = 0;
  /** Of the active, those whose turn has not come. */
  let waiting = 0;
  let failure: unknown;
  const atRest: (() => void)[] = [];

  function fail(error: unknown): void {
    if (failure !== undefined) return;
    failure = error;
    failed();
  }

  async function one(): Promise<void> {
    let chosen: string | undefined;
    active += 1;
    waiting += 1;
    const choose = () => {
      if (chosen !== undefined) return chosen;
      chosen = take();
      if (chosen === undefined) throw new CalledOff();
      waiting -= 1;
      return chosen;
    };
    try {
      await ask(choose);
    } catch (error) {
      if (chosen !== undefined) putBack(chosen);
      if (!(error instanceof CalledOff)) fail(error);
    } finally {
      if (chosen === undefined) waiting -= 1;
      active -= 1;
      more();
    }
  }

  /** Begins what there is to begin; to be called whenever there may be more. */
  function more(): void {
    while (failure === undefined && active < MOST && available() > waiting) void one();
    if (active > 0) return;
    for (const resolve of atRest.splice(0)) resolve();
  }

  return {
    more,
    /** What the first that failed died of; nothing more is begun after it. */
    failure: () => failure,
    fail,
    forgive(): void {
      failure = undefined;
    },
    /** Resolves when nothing is under way and nothing is left that could be. */
    async rest(): Promise<void> {
      if (active > 0) await new Promise<void>((resolve) => atRest.push(resolve));
    },
  };
}
