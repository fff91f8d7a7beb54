import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ErrorCode, KeyferryError } from '#core/errors.ts';
import { askHosts } from '../../../native-host/live/ask-hosts.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
type Script = Record<string, () => Promise<string | null>>;

/**
 * Asks hosts. The object `script` contains the answer of each host.
 * @returns the result, the time in ms at which each host was asked, and the total time in ms
 */
async function run(script: Script, ms = 3900) {
  const started = Date.now();
  const asked: [string, number][] = [];
  let isAborted = false;
  const promise = askHosts(
    Object.keys(script),
    (path, signal) => {
      asked.push([path, Date.now() - started]);
      signal.addEventListener('abort', () => {
        isAborted = true;
      });
      return script[path]?.() ?? Promise.resolve(null);
    },
    { ms },
  ).then((result) => ({ result, at: Date.now() - started }));
  await vi.advanceTimersByTimeAsync(10_000);
  return { ...(await promise), asked, isAborted };
}

const refuse = (code: ErrorCode) => async () => {
  throw new KeyferryError(code);
};
const silent = () => new Promise<never>(() => {});

describe('asking several hosts', () => {
  it('uses the answer of the first host, and then asks no further host', async () => {
    const { result, asked } = await run({ a: async () => 'keys', b: async () => 'no' });
    expect(result).toEqual({ answer: 'keys' });
    expect(asked).toEqual([['a', 0]]);
  });

  it('asks the next host at once if a host has no answer or refuses', async () => {
    const script = { a: async () => null, b: refuse('LIVE_NOT_MINE'), c: async () => 'keys' };
    const { result, at } = await run(script);
    expect(result).toEqual({ answer: 'keys' });
    expect(at).toBe(0);
  });

  it('does not make Node print a warning if many hosts are asked at the same time', async () => {
    const warnings: string[] = [];
    const listener = ({ name }: Error) => warnings.push(name);
    process.on('warning', listener);
    const hanging = Object.fromEntries(Array.from({ length: 20 }, (_, nth) => [`host ${nth}`, silent]));
    const { asked } = await run(hanging);
    await new Promise(process.nextTick);
    process.off('warning', listener);
    expect(asked).toHaveLength(20);
    expect(warnings).toEqual([]);
  });

  it('asks all other hosts after a second if the first host is slow, and uses the first answer of a host', async () => {
    const slow = async () => {
      await wait(1500);
      return 'slow';
    };
    const { result, asked, at, isAborted } = await run({ a: slow, b: silent, c: silent });
    expect(result).toEqual({ answer: 'slow' });
    expect(asked).toEqual([
      ['a', 0],
      ['b', 1000],
      ['c', 1000],
    ]);
    expect(at).toBe(1500);
    expect(isAborted).toBe(true);
  });

  it('gets the answer of the last host even if all hosts before it never answer', async () => {
    const hanging = Object.fromEntries(Array.from({ length: 20 }, (_, nth) => [`h${nth}`, silent]));
    const { result, at } = await run({ ...hanging, last: async () => 'keys' });
    expect(result).toEqual({ answer: 'keys' });
    expect(at).toBe(1000);
  });

  it('ends at the time limit, and returns the most helpful of the hosts’ refusals', async () => {
    const { result, at } = await run({ a: refuse('LIVE_SIGN_IN'), b: refuse('LIVE_NOT_MINE'), c: silent });
    expect(at - 3900).toBeLessThanOrEqual(1);
    expect(result).toMatchObject({ answer: null, refusal: { code: 'LIVE_SIGN_IN' } });
  });

  it('returns the error LIVE_BUSY if a host was busy until the time limit', async () => {
    const busy = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new KeyferryError('LIVE_BUSY')));
      });
    const asked = askHosts(['a'], (_, signal) => busy(signal), { ms: 3900 });
    await vi.advanceTimersByTimeAsync(3901);
    expect(await asked).toMatchObject({ answer: null, refusal: { code: 'LIVE_BUSY' } });
  });

  it('ends at once if all hosts have refused, or if there is no host', async () => {
    const refused = await run({ a: refuse('LIVE_NOT_MINE'), b: refuse('LIVE_BUSY') });
    expect(refused).toMatchObject({ at: 0, result: { answer: null, refusal: { code: 'LIVE_BUSY' } } });
    expect(await run({})).toMatchObject({ at: 0, result: { answer: null, refusal: null } });
  });

  it('treats a host with an unexpected error as failed, and does not pass on the error’s text', async () => {
    const script = {
      a: async () => {
        throw new Error('SECRET');
      },
    };
    const { result } = await run(script);
    expect(result.answer === null && result.refusal?.code).toBe('INTERNAL');
    expect(JSON.stringify(result)).not.toContain('SECRET');
  });
});
