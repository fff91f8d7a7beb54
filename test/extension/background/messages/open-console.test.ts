import { describe, expect, it } from 'vitest';
import type { View } from '#core/protocol/messages.ts';
import { defaultSettings } from '#core/settings.ts';
import { createConsoleTabs } from '../../../../extension/background/browser/console-tabs.ts';
import type { BrowserSender } from '../../../../extension/background/sessions/sender.ts';
import { useFakeClock } from '../fake-clock.ts';
import { announce, type FakeWorker, fakeWorker, options, popup } from '../fakes.ts';
import { fakePortal } from '../portal-fake.ts';

useFakeClock();

const role = { accountId: '111122223333', roleName: 'Admin+x' };
const link = 'https://demo.awsapps.com/start/#/console?account_id=111122223333&role_name=Admin%2Bx';

const keyOf = (worker: FakeWorker) => (worker.session.data.get('view') as View).sessions[0]?.key;

async function signedIn(tab: Partial<BrowserSender['tab']> = {}) {
  const portal = fakePortal();
  const worker = fakeWorker(portal);
  await announce(worker, { tab });
  await worker.send(popup, 'popup/use-portal', { session: keyOf(worker) });
  const before = portal.asked.length;
  const open = () => worker.send(popup, 'popup/open-console', { session: keyOf(worker), ...role });
  return { worker, open, asked: () => portal.paths().slice(before) };
}

describe('opening the console', () => {
  it('opens the portal’s link in a window where the user is signed in, and fetches no keys', async () => {
    const { worker, open, asked } = await signedIn();
    expect(await open()).toEqual({ ok: true, value: null });
    expect(worker.opened).toEqual([{ url: link, windowId: 1 }]);
    expect(asked()).not.toContain('/federation/credentials');
  });

  it('opens the console in the default region', async () => {
    const { worker, open } = await signedIn();
    await worker.send(options, 'options/set-settings', {
      settings: { ...defaultSettings, defaultRegion: 'eu-west-1' },
    });
    await open();
    const destination = encodeURIComponent('https://console.aws.amazon.com/console/home?region=eu-west-1');
    expect(worker.opened).toEqual([{ url: `${link}&destination=${destination}`, windowId: 1 }]);
  });

  it('attack 7: opens the link in a private window if the session is from a private window', async () => {
    const { worker, open } = await signedIn({ incognito: true });
    await open();
    expect(worker.opened).toEqual([{ url: link, incognito: true }]);
    worker.windows.push({ id: 2, incognito: true, focused: false });
    await open();
    expect(worker.opened.at(-1)).toEqual({ url: link, windowId: 2 });
  });

  it('attack 7: uses the Firefox container of the session', async () => {
    const { worker, open } = await signedIn({ cookieStoreId: 'firefox-container-3' });
    await open();
    expect(worker.opened).toEqual([{ url: link, cookieStoreId: 'firefox-container-3', windowId: 1 }]);
  });

  it('attack 45: opens nothing for a portal that is not trusted', async () => {
    const worker = fakeWorker(fakePortal());
    await announce(worker);
    await worker.send(popup, 'popup/open');
    const answer = await worker.send(popup, 'popup/open-console', { session: keyOf(worker), ...role });
    expect(answer).toMatchObject({ code: 'PORTAL_UNTRUSTED' });
    expect(worker.opened).toEqual([]);
  });

  it('opens a normal tab if the browser refuses to open a tab in the container', async () => {
    const opened: object[] = [];
    const create = async (tab: { readonly url: string; readonly cookieStoreId?: string }) => {
      if (tab.cookieStoreId) throw new Error('No permission for cookieStoreId: firefox-container-3');
      opened.push(tab);
    };
    const update = async () => undefined;
    const windows = { getAll: async () => [{ id: 1, incognito: false, focused: true }], create, update };
    await createConsoleTabs({ tabs: { create }, windows }).open(
      { store: 'firefox-container-3', isPrivate: false },
      link,
    );
    expect(opened).toEqual([{ url: link, windowId: 1 }]);
  });
});
