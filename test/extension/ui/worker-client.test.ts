import { beforeEach, describe, expect, it, vi } from 'vitest';

const sendMessage = vi.fn();
vi.stubGlobal('browser', { runtime: { sendMessage } });
const { ask } = await import('../../../extension/ui/worker-client.ts');

const role = { session: 's', accountId: '111122223333', roleName: 'Admin' };
const gone = () => Promise.reject(new Error('The message port closed before a response was received.'));

beforeEach(() => {
  sendMessage.mockReset();
});

describe('a message to the worker', () => {
  it('has a kind and a body, and the sender of the message gets the worker’s answer unchanged', async () => {
    sendMessage.mockResolvedValueOnce({ ok: true, value: null });
    expect(await ask('popup/refresh', { session: 's' })).toEqual({ ok: true, value: null });
    expect(sendMessage.mock.calls).toEqual([[{ kind: 'popup/refresh', body: { session: 's' } }]]);
  });

  it('attack 8: is sent again if the worker stopped before it answered', async () => {
    sendMessage.mockImplementationOnce(gone).mockResolvedValueOnce({ ok: true, value: null });
    expect(await ask('popup/load-roles', { session: 's', accountIds: [] })).toEqual({ ok: true, value: null });
  });

  it('attack 8: gets the error code WORKER_STOPPED if the worker never answers', async () => {
    sendMessage.mockImplementation(gone);
    expect(await ask('popup/get-credentials', role)).toMatchObject({ ok: false, code: 'WORKER_STOPPED' });
    expect(sendMessage).toHaveBeenCalledTimes(2);
  });

  it('attack 8: is not sent a second time automatically if it writes a profile', async () => {
    sendMessage.mockImplementation(gone);
    const answer = await ask('popup/write-profile', { ...role, name: 'dev', replace: false });
    expect(answer).toMatchObject({ ok: false, code: 'WORKER_STOPPED' });
    expect(sendMessage).toHaveBeenCalledTimes(1);
  });

  it.each([[undefined], [null], ['ok'], [{ ok: 'yes' }], [{ ok: false, code: 'NO_SUCH_CODE', message: 'x' }]])(
    'gets the error code WORKER_STOPPED if the worker’s answer is the invalid value %j',
    async (answer) => {
      sendMessage.mockResolvedValue(answer);
      expect(await ask('popup/open', {})).toMatchObject({ ok: false, code: 'WORKER_STOPPED' });
    },
  );

  it('is not sent again if the worker answers with an error', async () => {
    sendMessage.mockResolvedValue({ ok: false, code: 'THROTTLED', message: 'slow' });
    expect(await ask('popup/open', {})).toEqual({ ok: false, code: 'THROTTLED', message: 'slow' });
    expect(sendMessage).toHaveBeenCalledTimes(1);
  });
});
