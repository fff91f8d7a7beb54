/** A request that several callers wait for. */
export interface SharedRequest<T> {
  /**
   * Waits for the answer. If `signal` is aborted, rejects with the signal's reason. The request continues for other
   * callers.
   */
  wait(signal: AbortSignal | undefined): Promise<T>;
}

/** Waits for the answer. If the signal is aborted first, rejects with the signal's reason. */
function untilAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    // Hundreds of callers may wait with the same signal. Each of them gets its own signal, because the runtime warns
    // when one signal has too many listeners.
    const own = AbortSignal.any([signal]);
    own.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => own.removeEventListener('abort', abort));
  });
}

/**
 * Starts a request. The request is cancelled when every caller has stopped waiting.
 * @param start sends the request.
 * @param over called when the request was answered or cancelled, so that no further caller can join.
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
