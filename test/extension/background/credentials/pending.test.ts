import { describe, expect, it } from 'vitest';
import { createPendingCredentials } from '../../../../extension/background/credentials/pending.ts';
import type { Session } from '../../../../extension/background/sessions/session.ts';

const role = { accountId: '111122223333', roleName: 'Admin' };
const other = { accountId: '111122223333', roleName: 'ReadOnly' };
const session = { id: 'a' } as Session;
const credentials = (mark: string) => ({
  accessKeyId: `ASIA${mark}EXAMPLE`,
  secretAccessKey: 'EXAMPLE/secret',
  sessionToken: 'EXAMPLE+token',
  expiration: 1_900_000_000_000,
});

function prepared() {
  const timers: { readonly task: () => void; readonly ms: number }[] = [];
  const pending = createPendingCredentials((task, ms) => timers.push({ task, ms }));
  return { pending, timers };
}

describe('fetched keys that wait for the user’s confirmation', () => {
  it('are given out only once, and only for the same role of the same session', () => {
    const { pending } = prepared();
    pending.hold(session, role, credentials('1'));
    expect(pending.take(session, other)).toBeNull();
    expect(pending.take({ id: 'b' } as Session, role)).toBeNull();
    expect(pending.take(session, role)).toEqual(credentials('1'));
    expect(pending.take(session, role)).toBeNull();
  });

  it('are forgotten after a minute', () => {
    const { pending, timers } = prepared();
    pending.hold(session, role, credentials('1'));
    expect(timers.map(({ ms }) => ms)).toEqual([60_000]);
    timers[0]?.task();
    expect(pending.take(session, role)).toBeNull();
  });

  it('are kept for a whole minute, even if the minute of earlier keys for the same role ends before', () => {
    const { pending, timers } = prepared();
    pending.hold(session, role, credentials('1'));
    pending.hold(session, role, credentials('2'));
    timers[0]?.task();
    expect(pending.take(session, role)).toEqual(credentials('2'));
  });

  it('are forgotten when the function `clear` is called', () => {
    const { pending } = prepared();
    pending.hold(session, role, credentials('1'));
    pending.clear();
    expect(pending.take(session, role)).toBeNull();
  });
});
