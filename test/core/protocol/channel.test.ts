import * as v from 'valibot';
import { describe, expect, it, vi } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { type ChannelOptions, createChannel } from '#core/protocol/channel.ts';
import { envelope } from '#core/protocol/frame.ts';
import { exactly } from '#core/schema.ts';

const requests = {
  double: exactly({ ...envelope, kind: v.literal('double'), number: v.number() }),
  never: exactly({ ...envelope, kind: v.literal('never') }),
};
const replies = { double: v.object({ number: v.number() }), never: v.object({}) };
/** In this test, both sides of the channel use the same two kinds of requests. */
interface Both {
  readonly requests: typeof requests;
  readonly replies: typeof replies;
}

interface FakeTimer {
  readonly task: () => void;
  readonly ms: number;
}

function channelOf(given: Partial<ChannelOptions<Both, Both>> = {}) {
  const sent: Record<string, unknown>[] = [];
  const timers = new Set<FakeTimer>();
  const channel = createChannel<Both, Both>({
    requests,
    replies,
    timeLimitsMs: { double: 1000, never: 2000 },
    post: (frame) => void sent.push(frame as Record<string, unknown>),
    later(task, ms) {
      const timer = { task, ms };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    timedOut: (seconds) => new KeyferryError('HOST_TIMEOUT', { seconds }),
    where: 'this side',
    peer: 'the other side',
    peerServes: true,
    refusesMalformed: true,
    ...given,
  });
  return { channel, sent, timers };
}

const handlers = { double: ({ number }: { number: number }) => ({ number: 2 * number }), never: () => ({}) };

describe('a request that a channel sends', () => {
  it('gets the reply with its own id, even if replies come in another order', async () => {
    const { channel, sent, timers } = channelOf();
    const both = Promise.all([channel.request('double', { number: 1 }), channel.request('double', { number: 2 })]);
    expect(sent).toEqual([
      { v: 1, id: 1, kind: 'double', number: 1 },
      { v: 1, id: 2, kind: 'double', number: 2 },
    ]);
    expect(channel.isIdle()).toBe(false);
    await channel.receive({ v: 1, id: 2, ok: true, number: 4 });
    await channel.receive({ v: 1, id: 1, ok: true, number: 2 });
    expect(await both).toEqual([{ number: 2 }, { number: 4 }]);
    expect(channel.isIdle()).toBe(true);
    expect(timers.size).toBe(0);
  });

  it('fails after its time limit; the channel ignores a later reply', async () => {
    const { channel, sent, timers } = channelOf();
    const asked = channel.request('never', {});
    const [timer] = timers;
    expect(timer?.ms).toBe(2000);
    timer?.task();
    await expect(asked).rejects.toMatchObject({ code: 'HOST_TIMEOUT', params: { seconds: 2 } });
    await channel.receive({ v: 1, id: 1, ok: true });
    expect(sent).toHaveLength(1);
  });

  it('fails if the channel closes or if the request cannot be sent', async () => {
    const { channel } = channelOf();
    const asked = channel.request('never', {});
    channel.close(new KeyferryError('HOST_EXITED'));
    await expect(asked).rejects.toMatchObject({ code: 'HOST_EXITED' });
    const post = () => {
      throw new KeyferryError('HOST_EXITED');
    };
    const closed = channelOf({ post });
    await expect(closed.channel.request('never', {})).rejects.toMatchObject({ code: 'HOST_EXITED' });
    expect(closed.timers.size).toBe(0);
  });

  it('fails with the code and the sentence of the refusal that the other program sent', async () => {
    const { channel } = channelOf();
    const asked = channel.request('never', {});
    await channel.receive({ v: 1, id: 1, ok: false, code: 'FILE_BUSY', message: 'It is locked.' });
    await expect(asked).rejects.toMatchObject({ code: 'FILE_BUSY', message: 'It is locked.' });
  });

  it.each([{ ok: true }, { ok: true, number: '4' }, { ok: 'true', number: 4 }, { ok: false }])(
    'fails with the code INTERNAL for the unreadable reply %j',
    async (reply) => {
      const { channel } = channelOf();
      const asked = channel.request('double', { number: 2 });
      await channel.receive({ v: 1, id: 1, ...reply });
      await expect(asked).rejects.toMatchObject({ code: 'INTERNAL' });
    },
  );

  it('is refused until the other program has said that it answers requests', async () => {
    const { channel, sent } = channelOf({ peerServes: false });
    await expect(channel.request('double', { number: 1 })).rejects.toMatchObject({ code: 'UNKNOWN_KIND' });
    expect(sent).toEqual([]);
    channel.allowRequests();
    const asked = channel.request('double', { number: 1 });
    await channel.receive({ v: 1, id: 1, ok: true, number: 2 });
    expect(await asked).toEqual({ number: 2 });
  });
});

describe('a frame that a channel receives', () => {
  it('is answered as a request, even with the id of a request that the channel itself has sent', async () => {
    const { channel, sent } = channelOf();
    channel.serve(handlers);
    const asked = channel.request('double', { number: 1 });
    await channel.receive({ v: 1, id: 1, kind: 'double', number: 21 });
    expect(sent[1]).toEqual({ v: 1, id: 1, ok: true, number: 42 });
    await channel.receive({ v: 1, id: 1, ok: true, number: 2 });
    expect(await asked).toEqual({ number: 2 });
  });

  it('is refused with the code UNKNOWN_KIND as long as the channel has no handlers for requests', async () => {
    const { channel, sent } = channelOf();
    await channel.receive({ v: 1, id: 5, kind: 'double', number: 1 });
    expect(sent).toMatchObject([{ id: 5, ok: false, code: 'UNKNOWN_KIND' }]);
  });

  it.each([
    { v: 1, id: 9, ok: true },
    { v: 1, id: 9, ok: false, code: 'BAD_FRAME', message: 'x' },
    { v: 1, id: 0, ok: false, code: 'BAD_FRAME', message: 'x' },
    { v: 1, ok: true },
    { v: 2, id: 9, ok: true },
    { ok: null },
    { v: 1, id: 9, ok: true, kind: 'double', number: 1 },
  ])('is never answered if it is the reply %j', async (frame) => {
    const { channel, sent } = channelOf();
    const double = vi.fn(handlers.double);
    channel.serve({ ...handlers, double });
    await channel.receive(frame);
    expect(sent).toEqual([]);
    expect(double).not.toHaveBeenCalled();
  });

  const malformed = [
    {},
    { v: 1 },
    { v: 1, id: 4 },
    { v: 1, kind: 'double' },
    { v: 1, id: 4, kind: 3 },
    { v: 1, id: -1, kind: 'double', number: 1 },
  ];
  it.each(malformed)('is refused once by a channel that refuses malformed frames: %j', async (frame) => {
    const { channel, sent } = channelOf();
    await channel.receive(frame);
    expect(sent).toMatchObject([{ ok: false, code: 'BAD_FRAME' }]);
  });

  it.each([...malformed, null, undefined, 'x', 3])(
    'is ignored by a channel that does not refuse malformed frames: %j',
    async (frame) => {
      const { channel, sent } = channelOf({ refusesMalformed: false });
      await channel.receive(frame);
      expect(sent).toEqual([]);
    },
  );

  it('causes no error if the port closes before the channel has answered', async () => {
    const post = vi.fn(() => {
      throw new KeyferryError('HOST_EXITED');
    });
    const { channel } = channelOf({ post });
    await channel.receive({ v: 1, id: 5, kind: 'double', number: 1 });
    expect(post).toHaveBeenCalledOnce();
  });
});
