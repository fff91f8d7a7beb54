import { describe, expect, it, vi } from 'vitest';
import { createHostChannel } from '../../../../extension/background/host/host-channel.ts';
import { type AskedOfExtension, type AskedOfHost, extensionKinds, hostKinds } from '../../../process/rig/both-ways.ts';

function open() {
  const sent: Record<string, unknown>[] = [];
  let say = (_message: unknown) => {};
  const port = {
    postMessage: vi.fn((frame: unknown) => void sent.push(frame as Record<string, unknown>)),
    onMessage: {
      addListener(listener: (message: unknown) => void) {
        say = listener;
      },
    },
  };
  const channel = createHostChannel<AskedOfHost, AskedOfExtension>(
    { port, later: () => () => {} },
    { replies: hostKinds.replies, timeLimitsMs: hostKinds.timeLimitsMs, requests: extensionKinds.requests },
  );
  /** Delivers a frame from the host, and waits until the channel has handled it. */
  const hear = async (message: unknown) => {
    say(message);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { channel, sent, port, hear };
}

describe('the extension’s end of the port to the host', () => {
  it('sends requests to the host and answers requests of the host at the same time', async () => {
    const { channel, sent, hear } = open();
    channel.serve({ echo: ({ text }) => ({ text }) });
    const asked = channel.request('ask-me', { text: 'a' });
    await hear({ v: 1, id: 1, kind: 'echo', text: 'b' });
    await hear({ v: 1, id: 1, ok: true, answer: 'c' });
    expect(await asked).toEqual({ answer: 'c' });
    expect(sent).toEqual([
      { v: 1, id: 1, kind: 'ask-me', text: 'a' },
      { v: 1, id: 1, ok: true, text: 'b' },
    ]);
  });

  it.each([
    [{ v: 1, id: 7, kind: 'unheard-of' }, 'UNKNOWN_KIND'],
    [{ v: 1, id: 7, kind: 'constructor' }, 'UNKNOWN_KIND'],
    [{ v: 1, id: 7, kind: 'echo' }, 'BAD_REQUEST'],
    [{ v: 1, id: 7, kind: 'echo', text: 'a', more: 1 }, 'BAD_REQUEST'],
    [{ v: 2, id: 7, kind: 'echo', text: 'a' }, 'VERSION'],
  ])('refuses the host’s request %j with the code %s', async (frame, code) => {
    const { channel, sent, hear } = open();
    const echo = vi.fn(({ text }: { text: string }) => ({ text }));
    channel.serve({ echo });
    await hear(frame);
    expect(sent).toMatchObject([{ v: 1, id: 7, ok: false, code }]);
    expect(echo).not.toHaveBeenCalled();
  });

  it.each([null, 'x', 3, [], {}, { v: 1, id: 7 }, { v: 1, kind: 'echo', text: 'a' }, { v: 1, id: 7, kind: 3 }])(
    'ignores the malformed message %j',
    async (frame) => {
      const { sent, hear } = open();
      await hear(frame);
      expect(sent).toEqual([]);
    },
  );

  it('ignores a reply to a request that the extension did not send', async () => {
    const { sent, hear } = open();
    await hear({ v: 1, id: 7, ok: true });
    await hear({ v: 1, id: 0, ok: false, code: 'BAD_FRAME', message: 'x' });
    expect(sent).toEqual([]);
  });

  it('gives the error HOST_EXITED for a request after the browser has closed the port', async () => {
    const { channel, port } = open();
    port.postMessage.mockImplementation(() => {
      throw new Error('Attempting to use a disconnected port object');
    });
    await expect(channel.request('announce', {})).rejects.toMatchObject({ code: 'HOST_EXITED' });
  });
});
