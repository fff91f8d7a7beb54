import { describe, expect, it } from 'vitest';
import { shareRequest } from '../../../../extension/background/credentials/shared-request.ts';

/** Makes a shared request. The test decides when it is answered. */
function prepared() {
  let answer: (value: string) => void = () => {};
  let signal: AbortSignal | undefined;
  let ended = 0;
  const request = shareRequest(
    (cancelled) => {
      signal = cancelled;
      return new Promise<string>((resolve) => {
        answer = resolve;
      });
    },
    () => {
      ended += 1;
    },
  );
  return { request, answer: () => answer('keys'), cancelled: () => signal?.aborted, ended: () => ended };
}

describe('a request that several callers share', () => {
  it('continues for all other callers when one caller stops waiting', async () => {
    const { request, answer, cancelled, ended } = prepared();
    const stop = new AbortController();
    const first = request.wait(stop.signal);
    const second = request.wait(undefined);
    stop.abort(new Error('stopped'));
    await expect(first).rejects.toThrow('stopped');
    expect([cancelled(), ended()]).toEqual([false, 0]);
    answer();
    expect(await second).toBe('keys');
    expect(ended()).toBe(1);
  });

  it('is cancelled when the last caller stops waiting', async () => {
    const { request, cancelled, ended } = prepared();
    const stop = new AbortController();
    const only = request.wait(stop.signal);
    stop.abort(new Error('stopped'));
    await expect(only).rejects.toThrow('stopped');
    expect([cancelled(), ended()]).toEqual([true, 1]);
  });

  it('fails at once for a new caller that was already cancelled; the request continues for all other callers', async () => {
    const { request, cancelled } = prepared();
    const other = request.wait(undefined);
    await expect(request.wait(AbortSignal.abort(new Error('stopped before')))).rejects.toThrow('stopped before');
    expect(cancelled()).toBe(false);
    void other;
  });
});
