import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ReplyFrame } from '../../../native-host/browser-host/dispatch.ts';
import { type PortOptions, servePort } from '../../../native-host/browser-host/port.ts';
import { frame, readFrames } from '../../process/rig/host.ts';

function open(options: Partial<PortOptions> = {}) {
  const input = new PassThrough();
  const output = new PassThrough();
  let endings = 0;
  const done = servePort({
    input: () => input,
    output,
    answer: async (request) => ({ v: 1, id: (request as ReplyFrame).id, ok: true }),
    onEnd: () => {
      endings++;
    },
    ...options,
  });
  return { input, output, done, replies: () => readFrames(output.read() ?? Buffer.alloc(0)), endings: () => endings };
}

describe('servePort', () => {
  it('answers until the input ends', async () => {
    const port = open();
    port.input.write(frame({ id: 1 }));
    port.input.end(frame({ id: 2 }));
    expect(await port.done).toBe(true);
    expect(port.replies().map(({ id }) => id)).toEqual([1, 2]);
    expect(port.endings()).toBe(1);
  });

  it('answers what came first before it opens the rest, and goes on from there', async () => {
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

  it('attack 14: a bad length in what came first ends the port, and the rest is never opened', async () => {
    const input = () => expect.fail('opened');
    const port = open({ first: frame('', 0), input });
    expect(await port.done).toBe(false);
    expect(port.replies()).toMatchObject([{ id: 0, code: 'BAD_FRAME' }]);
  });

  it('attack 14: what began first and does not go on is given up', async () => {
    const port = open({ first: frame('', 100_000).subarray(0, 6), frameTimeoutMs: 60 });
    expect(await port.done).toBe(false);
    expect(port.replies()).toMatchObject([{ id: 0, code: 'BAD_FRAME' }]);
  });

  it('ends when the stream is gone before it is opened', async () => {
    const gone = new PassThrough().destroy();
    const port = open({ first: frame({ id: 1 }), input: () => gone });
    expect(await port.done).toBe(false);
  });

  it('answers what came before the end, and lets a slow answer be passed by a quick one', async () => {
    const answer = async (request: object) => {
      const { id } = request as ReplyFrame;
      if (id === 1) await sleep(50);
      return { v: 1, id, ok: true };
    };
    const port = open({ answer });
    port.input.end(Buffer.concat([frame({ id: 1 }), frame({ id: 2 })]));
    expect(await port.done).toBe(true);
    expect(port.replies().map(({ id }) => id)).toEqual([2, 1]);
  });

  it('attack 14: a frame that trickles in is given up, and the port with it', async () => {
    const port = open({ frameTimeoutMs: 60 });
    const slow = setInterval(() => port.input.write('x'), 10);
    port.input.write(frame('', 100_000));
    expect(await port.done).toBe(false);
    clearInterval(slow);
    expect(port.replies()).toMatchObject([{ id: 0, ok: false, code: 'BAD_FRAME' }]);
  });

  it('attack 14: whole frames may come as slowly as they like', async () => {
    const port = open({ frameTimeoutMs: 60 });
    for (const id of [1, 2, 3]) {
      await sleep(40);
      port.input.write(frame({ id }));
    }
    port.input.end();
    expect(await port.done).toBe(true);
    expect(port.replies()).toHaveLength(3);
  });

  it.each([1, 3, 4, 9])(
    'attack 14: an end after %i bytes of a frame is told and answered with failure',
    async (bytes) => {
      const port = open();
      port.input.end(frame({ id: 1 }).subarray(0, bytes));
      expect(await port.done).toBe(false);
      expect(port.replies()).toMatchObject([{ id: 0, code: 'BAD_FRAME' }]);
    },
  );

  it('attack 14: a bad body is refused and the next frame served; a bad length ends the port', async () => {
    const port = open();
    port.input.write(Buffer.concat([frame('null'), frame({ id: 1 }), frame('', 0), frame({ id: 2 })]));
    expect(await port.done).toBe(false);
    // The order of replies is free, the ids tell.
    const sorted = port.replies().map(({ id, code }) => `${id} ${code ?? 'ok'}`);
    expect(sorted.sort()).toEqual(['0 BAD_FRAME', '0 BAD_FRAME', '1 ok']);
  });
});
