import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { askOnce } from './rig/host.ts';
import { writeRequest } from './rig/requests.ts';
import { prepared, unprivileged } from './rig/sandbox.ts';

const request = { v: 1, id: 3, kind: 'make-private' };

describe('a request to make the AWS folder private', () => {
  it('attack 20: changes the mode of the folder only, and a write that was refused before then succeeds', async () => {
    const sandbox = prepared('# mine\n', 0o640, { uid: unprivileged });
    chmodSync(sandbox.aws, 0o777);
    const host = { uid: unprivileged };
    expect((await askOnce(sandbox, writeRequest(), host)).reply).toMatchObject({ code: 'FILE_UNSAFE_DIRECTORY' });
    expect((await askOnce(sandbox, request, host)).reply).toEqual({ v: 1, id: 3, ok: true });
    expect([sandbox.mode(sandbox.aws), sandbox.mode()]).toEqual([0o755, 0o640]);
    expect((await askOnce(sandbox, writeRequest(), host)).reply).toMatchObject({ ok: true, written: ['dev'] });
  });

  it('attack 18: is refused if it contains a path', async () => {
    const { reply } = await askOnce(prepared(), { ...request, directory: '/etc' } as never);
    expect(reply).toMatchObject({ ok: false, code: 'BAD_REQUEST' });
  });
});
