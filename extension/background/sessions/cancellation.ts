import type { KeyferryError } from '#core/errors.ts';

/** Cancels the requests of a session when it ends or gets another token. */
export interface Cancellation {
  /** Aborts when the session with that id ends. */
  signal(id: string): AbortSignal;
  /** Aborts what runs for the session with that id. @param reason the error that its requests reject with. */
  abort(id: string, reason: KeyferryError): void;
}

/** In the worker's memory only: a stopped worker's requests have ended too. */
export function createCancellation(): Cancellation {
  const controllers = new Map<string, AbortController>();
  return {
    signal(id) {
      const controller = controllers.get(id) ?? new AbortController();
      controllers.set(id, controller);
      return controller.signal;
    },
    abort(id, reason) {
      controllers.get(id)?.abort(reason);
      controllers.delete(id);
    },
  };
}
