/** A request that several callers wait for. */
export interface SharedRequest<T> {
  /** Waits for the answer. Rejects with the reason of `signal` when that aborts; the request goes on for the others. */
  wait(signal: AbortSignal | undefined): Promise<T>;
}

/** Rejects with the signal's reason as soon as it aborts. */
function untilAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    // A derived signal: hundreds of requests may wait with the same one, which would then look like a leak of listeners.
    const own = AbortSignal.any([signal]);
    own.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => own.removeEventListener('abort', abort));
  });
}

/**
 * Starts a request. It is cancelled when every caller has stopped waiting.
 * @param start sends the request. @param over called when no one can join any more: it was answered or cancelled.
 */
export function shareRequest<T>(start: (cancelled: AbortSignal) => Promise<T>, over: () => void): SharedRequest<T> {
  const cancel = new AbortController();
  const answer = start(cancel.signal);
  answer.then(over, over);
  let callers = 0;

  return {
    async wait(signal) {
      callers += 1;
      try {
        return await untilAborted(answer, signal);
      } catch (error) {
        if (callers === 1 && signal?.aborted) {
          over();
          cancel.abort(signal.reason);
        }
        throw error;
      } finally {
        callers -= 1;
      }
    },
  };
}
