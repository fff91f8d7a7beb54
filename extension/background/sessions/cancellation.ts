import type { KeyferryError } from '#core/errors.ts';

/** Cancels the requests of a session when the session ends or gets another token. */
export interface Cancellation {
  /** A signal that aborts when the session with this id ends. */
  signal(id: string): AbortSignal;
  /** Cancels the requests of the session with this id. @param reason the error with which these requests reject. */
  abort(id: string, reason: KeyferryError): void;
}

/** The signals are only in the worker's memory, because the requests of a stopped worker have ended. */
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
