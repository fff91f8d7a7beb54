import type { KeyferryError } from '#core/errors.ts';

/**
 * What is under way for each token, so that it ends with its session. Lost with the worker, as the requests
 * themselves are.
 */
export function createFlights() {
  const controllers = new Map<string, AbortController>();
  return {
    /** @param id of the session. */
    signal(id: string): AbortSignal {
      const controller = controllers.get(id) ?? new AbortController();
      controllers.set(id, controller);
      return controller.signal;
    },
    abort(id: string, reason: KeyferryError): void {
      controllers.get(id)?.abort(reason);
      controllers.delete(id);
    },
  };
}

export type Flights = ReturnType<typeof createFlights>;
