import { expect, it } from 'vitest';
import { ownOf } from '#core/personal.ts';
import { defaultSettings } from '#core/settings.ts';
import { createPersonalStore } from '../../../../extension/background/storage/personal-store.ts';
import { useFakeClock } from '../fake-clock.ts';
import { fakeArea, fakeWorker, popup } from '../fakes.ts';
import { fakePortal, startUrl } from '../portal-fake.ts';

useFakeClock();

/*
 * The content of `storage.local` in the first development state of version 0.1.0 (21 November 2026). The current
 * extension must read it. The portals that this version trusted are tested in sessions-foreign.test.ts.
 */

const KEY = JSON.stringify(['default', startUrl, 'user-1']);
const role = { accountId: '111122223333', roleName: 'ReadOnly' };

const stored = () =>
  new Map<string, unknown>([
    [
      'settings',
      {
        defaultRegion: 'eu-west-1',
        nameTemplate: 'x-{role}',
        keepIndexAfterSignOut: true,
        notifyBeforeExpiry: true,
      },
    ],
    [
      `personal ${KEY}`,
      {
        accounts: { '111122223333': { label: 'payments', production: true, region: 'eu-west-2', names: '{role}' } },
        roles: {
          '111122223333/ReadOnly': {
            label: 'look',
            favourite: true,
            region: 'us-east-2',
            console: 's3/home',
            profile: 'pay-ro',
            used: 20_000,
          },
        },
      },
    ],
    ['trusted', { [startUrl]: { region: null } }],
  ]);

it('the settings of version 0.1.0 are still read, and newer settings have their default values', async () => {
  const worker = fakeWorker(fakePortal());
  for (const [key, value] of stored()) worker.local.data.set(key, value);
  const { read } = worker.worker.settings;
  expect(await read()).toEqual({
    ...defaultSettings,
    defaultRegion: 'eu-west-1',
    nameTemplate: 'x-{role}',
    keepIndexAfterSignOut: true,
    notifyBeforeExpiry: true,
  });
  expect(await worker.send(popup, 'popup/open', {})).toMatchObject({ ok: true });
});

it('favourites, labels and other choices of version 0.1.0 are still read', async () => {
  const store = createPersonalStore({ local: fakeArea(stored()), session: fakeArea() }, () => 0);
  const personal = await store.read({ key: KEY, isPrivate: false, user: 'user-1' });
  expect(ownOf(personal, role)).toEqual({
    account: { label: 'payments', production: true, region: 'eu-west-2', names: '{role}' },
    role: { label: 'look', favourite: true, region: 'us-east-2', console: 's3/home', profile: 'pay-ro', used: 20_000 },
  });
  expect(await store.portalsWith(() => true)).toEqual([startUrl]);
});
