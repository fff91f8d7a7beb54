import { KeyferryError } from '#core/errors.ts';

/**
 * The requests of the host that wait for an answer. Each request has an id, the ticket. The host cancels a request when
 * its client has closed the connection.
 */
export interface Tickets {
  /** Does the work of one request. The signal is aborted when the host cancels the request. */
  during<T>(ticket: string, work: (cancel: AbortController) => Promise<T>): Promise<T>;
  /** Cancels a request. An unknown ticket is ignored. */
  cancel(ticket: string): void;
  /** The number of requests that wait for an answer. */
  open(): number;
}

export function createTickets(): Tickets {
  const waiting = new Map<string, AbortController>();
  let open = 0;
  return {
    async during(ticket, work) {
      const cancel = new AbortController();
      waiting.set(ticket, cancel);
      open += 1;
      try {
        return await work(cancel);
      } finally {
        if (waiting.get(ticket) === cancel) waiting.delete(ticket);
        open -= 1;
      }
    },
    cancel: (ticket) => waiting.get(ticket)?.abort(new KeyferryError('LIVE_BUSY')),
    open: () => open,
  };
}
