import { describe, expect, it } from 'vitest';
import type { RoleIndex } from '#core/protocol/messages.ts';
import { createListChanges } from '../../../../extension/background/listing/list-changes.ts';
import { popup } from '../fakes.ts';
import { accounts, fakePortal, json } from '../portal-fake.ts';
import { indexOf, phase, start, until } from './listing-rig.ts';

const HOUR = 3_600_000;
const account = { accountId: '100000000000', accountName: 'Account 0', emailAddress: '', roles: ['A', 'B'] };
const earlier = (given: Partial<RoleIndex> = {}): RoleIndex => ({ session: 's', listedAt: 1, accounts: [], ...given });

describe('added and removed roles', () => {
  it('are recorded, with their account, until the user has seen them', () => {
    const changes = createListChanges(earlier(), () => HOUR);
    expect(changes.all()).toBeNull();
    changes.roles(account, ['A', 'B'], ['B', 'C']);
    changes.roles(account, null, ['D']);
    expect(changes.all()).toEqual({
      at: HOUR,
      added: ['100000000000/C', '100000000000/D'],
      gone: [{ accountId: '100000000000', accountName: 'Account 0', roleName: 'A' }],
    });
    changes.forget();
    expect(changes.all()).toBeNull();
  });

  it('do not include a role that was removed and added again, or a role that was added and removed again', () => {
    const changes = createListChanges(earlier(), () => HOUR);
    changes.roles(account, ['A'], []);
    changes.roles(account, [], ['A', 'B']);
    changes.roles(account, ['A', 'B'], ['A']);
    expect(changes.all()).toBeNull();
  });

  it('are recorded only after the first complete list of roles, and are forgotten after a day', () => {
    const first = createListChanges(earlier({ listedAt: 0 }), () => HOUR);
    first.roles(account, null, ['A']);
    expect(first.all()).toBeNull();
    const old = { at: HOUR, added: ['100000000000/C'], gone: [] };
    expect(createListChanges(earlier({ changes: old }), () => 24 * HOUR).all()).toEqual(old);
    expect(createListChanges(earlier({ changes: old }), () => 26 * HOUR).all()).toBeNull();
  });

  it('stay stored with the list of roles after a restart of the worker, until the user has seen the changes', async () => {
    let second = false;
    const { worker, session } = await start(
      fakePortal({
        '/assignment/accounts': () => json({ accountList: second ? accounts(4).slice(1) : accounts(3) }),
        '/assignment/roles': ({ url }) =>
          second && url.searchParams.get('account_id') === '100000000001'
            ? json({ roleList: [{ roleName: 'ReadOnly' }, { roleName: 'New' }] })
            : undefined,
      }),
    );
    await until(() => phase(worker) === 'complete');
    expect(indexOf(worker)?.changes ?? null).toBeNull();
    second = true;
    await worker.send(popup, 'popup/refresh', { session });
    await until(() => phase(worker) === 'complete' && indexOf(worker)?.changes?.added.length === 3);
    const role = (accountName: string, accountId: string, roleName: string) => ({ accountId, accountName, roleName });
    expect(indexOf(worker)?.changes).toMatchObject({
      added: ['100000000001/New', '100000000003/Admin', '100000000003/ReadOnly'],
      gone: [
        role('Account 0', '100000000000', 'Admin'),
        role('Account 0', '100000000000', 'ReadOnly'),
        role('Account 1', '100000000001', 'Admin'),
      ],
    });
    const again = worker.restart();
    await again.send(popup, 'popup/refresh', { session });
    await until(() => phase(worker) === 'complete');
    expect(indexOf(worker)?.changes?.added).toHaveLength(3);
    await again.send(popup, 'popup/seen-changes', { session });
    expect(indexOf(worker)?.changes).toBeNull();
    expect(indexOf(worker)?.accounts).toHaveLength(3);
  });
});
