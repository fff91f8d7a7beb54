import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FRAME_TIMEOUT_MS, type PortOptions, servePort } from '../../../native-host/browser-host/port.ts';
import { frame, readFrames } from '../../process/rig/host.ts';

interface Numbered {
  readonly id: number;
}

function open(options: Partial<PortOptions> = {}) {
  const input = new PassThrough();
  const output = new PassThrough();
  const reply = (request: object) => void output.write(frame({ v: 1, id: (request as Numbered).id, ok: true }));
  const onEnd = vi.fn();
  const receive = async (request: object) => reply(request);
  const done = servePort({ input: () => input, output, receive, onEnd, ...options });
  return { input, output, done, reply, onEnd, replies: () => readFrames(output.read() ?? Buffer.alloc(0)) };
}

describe('servePort', () => {
  it('answers requests until the input ends', async () => {
    const port = open();
    port.input.write(frame({ id: 1 }));
    port.input.end(frame({ id: 2 }));
    expect(await port.done).toBe(true);
    expect(port.replies().map(({ id }) => id)).toEqual([1, 2]);
    expect(port.onEnd).toHaveBeenCalledOnce();
  });

  it('first answers the requests in the bytes that the port already has, then opens the rest of the input', async () => {
    const [whole, cut] = [frame({ id: 1 }), frame({ id: 2 })];
    const input = new PassThrough();
    let repliesAtOpening: unknown;
    const port = open({
      first: Buffer.concat([whole, cut.subarray(0, 7)]),
      input: () => {
        repliesAtOpening = port.replies().map(({ id }) => id);
        return input;
      },
    });
    input.end(cut.subarray(7));
    expect(await port.done).toBe(true);
    expect(repliesAtOpening).toEqual([1]);
    expect(port.replies().map(({ id }) => id)).toEqual([2]);
  });

  it('attack 14: never opens the rest of the input if the first bytes state a wrong frame length', async () => {
    const input = () => expect.fail('opened');
    const port = open({ first: frame('', 0), input });
    expect(await port.done).toBe(false);
    expect(port.replies()).toMatchObject([{ id: 0, code: 'BAD_FRAME' }]);
  });

  it('ends if the input was already closed before the port reads it', async () => {
    const gone = new PassThrough().destroy();
    const port = open({ first: frame({ id: 1 }), input: () => gone });
    expect(await port.done).toBe(false);
  });

  it('at the end of the input, waits until all earlier requests are answered', async () => {
    let answerFirst = () => {};
    const first = new Promise<void>((resolve) => {
      answerFirst = resolve;
    });
    const port = open({
      async receive(request) {
        if ((request as Numbered).id === 1) await first;
        port.reply(request);
      },
      onEnd: () => answerFirst(),
    });
    port.input.end(Buffer.concat([frame({ id: 1 }), frame({ id: 2 })]));
    expect(await port.done).toBe(true);
    expect(port.replies().map(({ id }) => id)).toEqual([2, 1]);
  });

  it.each([1, 3, 4, 9])('attack 14: reports an error if the input ends after %i bytes of a frame', async (bytes) => {
    const port = open();
    port.input.end(frame({ id: 1 }).subarray(0, bytes));
    expect(await port.done).toBe(false);
    expect(port.replies()).toMatchObject([{ id: 0, code: 'BAD_FRAME' }]);
  });

  it('attack 14: answers the next frame after a frame with a wrong body, but ends after a frame with a wrong length', async () => {
    const port = open();
    port.input.write(Buffer.concat([frame('null'), frame({ id: 1 }), frame('', 0), frame({ id: 2 })]));
    expect(await port.done).toBe(false);
    const outcomes = port.replies().map(({ id, code }) => `${id} ${code ?? 'ok'}`);
    expect(outcomes.sort()).toEqual(['0 BAD_FRAME', '0 BAD_FRAME', '1 ok']);
  });
});

describe('the time limit of a frame', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  /** Waits until the port has read the bytes that the test wrote. */
  const delivered = async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  };

  it('attack 14: ends the port if the frame is not complete in time, and is 10 s by default', async () => {
    const port = open();
    await delivered();
    port.input.write(frame('', 100_000));
    await delivered();
    vi.advanceTimersByTime(FRAME_TIMEOUT_MS - 1);
    await delivered();
    expect(port.replies()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(await port.done).toBe(false);
    expect(port.replies()).toMatchObject([{ id: 0, ok: false, code: 'BAD_FRAME' }]);
    expect(FRAME_TIMEOUT_MS).toBe(10_000);
  });

  it('attack 14: starts with the first byte of the frame, and later bytes do not extend the limit', async () => {
    const port = open();
    await delivered();
    port.input.write(frame('', 100_000));
    for (let second = 0; second < 10; second++) {
      await delivered();
      vi.advanceTimersByTime(1000);
      port.input.write('x');
    }
    expect(await port.done).toBe(false);
    expect(port.replies()).toMatchObject([{ id: 0, code: 'BAD_FRAME' }]);
  });

  it('attack 14: also applies to a frame that began in the bytes that the port already had', async () => {
    const port = open({ first: frame('', 100_000).subarray(0, 6) });
    await delivered();
    vi.advanceTimersByTime(FRAME_TIMEOUT_MS);
    expect(await port.done).toBe(false);
    expect(port.replies()).toMatchObject([{ id: 0, code: 'BAD_FRAME' }]);
  });

  it('attack 14: starts again with each frame', async () => {
    const port = open();
    for (const id of [1, 2, 3]) {
      const bytes = frame({ id });
      port.input.write(bytes.subarray(0, 6));
      await delivered();
      vi.advanceTimersByTime(FRAME_TIMEOUT_MS - 1);
      port.input.write(bytes.subarray(6));
      await delivered();
    }
    vi.advanceTimersByTime(FRAME_TIMEOUT_MS);
    port.input.end();
    expect(await port.done).toBe(true);
    expect(port.replies()).toHaveLength(3);
  });
});
