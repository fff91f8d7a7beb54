import { beforeEach, describe, expect, it, vi } from 'vitest';

const sendMessage = vi.fn();
vi.stubGlobal('browser', { runtime: { sendMessage } });
const { ask } = await import('../../../extension/ui/worker-client.ts');

const role = { session: 's', accountId: '111122223333', roleName: 'Admin' };
const gone = () => Promise.reject(new Error('The message port closed before a response was received.'));

beforeEach(() => {
  sendMessage.mockReset();
});

describe('asking the worker', () => {
  it('sends kind and body and returns the answer unchanged', async () => {
    sendMessage.mockResolvedValueOnce({ ok: true, value: null });
    expect(await ask('popup/refresh', { session: 's' })).toEqual({ ok: true, value: null });
    expect(sendMessage.mock.calls).toEqual([[{ kind: 'popup/refresh', body: { session: 's' } }]]);
  });

  it('attack 8: sends the message again when the worker is stopped before it answers', async () => {
    sendMessage.mockImplementationOnce(gone).mockResolvedValueOnce({ ok: true, value: null });
    expect(await ask('popup/load-roles', { session: 's', accountIds: [] })).toEqual({ ok: true, value: null });
  });

  it('attack 8: a worker that never answers is an error code, not a hang or a throw', async () => {
    sendMessage.mockImplementation(gone);
    expect(await ask('popup/get-credentials', role)).toMatchObject({ ok: false, code: 'WORKER_STOPPED' });
    expect(sendMessage).toHaveBeenCalledTimes(2);
  });

  it('attack 8: never repeats a write by itself', async () => {
    sendMessage.mockImplementation(gone);
    const answer = await ask('popup/write-profile', { ...role, name: 'dev', replace: false });
    expect(answer).toMatchObject({ ok: false, code: 'WORKER_STOPPED' });
    expect(sendMessage).toHaveBeenCalledTimes(1);
  });

  it.each([[undefined], [null], ['ok'], [{ ok: 'yes' }], [{ ok: false, code: 'NO_SUCH_CODE', message: 'x' }]])(
    'treats %j as no answer',
    async (answer) => {
      sendMessage.mockResolvedValue(answer);
      expect(await ask('popup/open', {})).toMatchObject({ ok: false, code: 'WORKER_STOPPED' });
    },
  );

  it('returns a refusal without sending the message again', async () => {
    sendMessage.mockResolvedValue({ ok: false, code: 'THROTTLED', message: 'slow' });
    expect(await ask('popup/open', {})).toEqual({ ok: false, code: 'THROTTLED', message: 'slow' });
    expect(sendMessage).toHaveBeenCalledTimes(1);
  });
});
