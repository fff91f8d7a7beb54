import type { KeyferryError } from '#core/errors.ts';

/** Cancels the requests of a session. This is done when the session ends or gets another token. */
export interface Cancellation {
  /** A signal that aborts when the requests of this session are cancelled. @param id the session's id. */
  signal(id: string): AbortSignal;
  /** Cancels the requests of the session with this id. @param reason the error with which these requests reject. */
  abort(id: string, reason: KeyferryError): void;
}

/**
 * Creates the signals for requests. The signals are only in memory, because the requests of a stopped worker end too.
 */
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
