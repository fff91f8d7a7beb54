import { expect, it } from 'vitest';
import { defaultSettings, type TerminalRoles } from '#core/settings.ts';
import { pass, useFakeClock } from '../fake-clock.ts';
import { announce, type FakeWorker, fakeWorker, goodHost, options, popup, until } from '../fakes.ts';
import { framesOf } from '../live/live-rig.ts';
import { fakePortal, startUrl } from '../portal-fake.ts';
import { complete, use } from '../sessions/sessions-rig.ts';

useFakeClock();

const answering = (frame: Record<string, unknown>) => (frame.kind === 'keep-list' ? { ok: true } : goodHost(frame));

const choose = (worker: FakeWorker, terminalRoles: TerminalRoles) =>
  worker.send(options, 'options/set-settings', { settings: { ...defaultSettings, terminalRoles } });

async function ready(tab: { incognito?: boolean } = {}) {
  const worker = fakeWorker(fakePortal());
  worker.host.answer = answering;
  await announce(worker, { tab });
  const key = await use(worker);
  await complete(worker);
  await worker.send(popup, 'popup/open');
  return { worker, key };
}

const lists = (worker: FakeWorker) => framesOf(worker, 'keep-list');
const erasures = (worker: FakeWorker) => framesOf(worker, 'forget-lists');

it('no list of roles is sent to the host until the user lets the terminal see all roles', async () => {
  const { worker } = await ready();
  await pass(5_000);
  expect(lists(worker)).toEqual([]);
  await choose(worker, 'all');
  await until(() => lists(worker).length === 1);
  expect(lists(worker)).toMatchObject([{ portal: startUrl, form: 'session', accounts: { length: 3 } }]);
  const [list] = lists(worker);
  expect(list).toMatchObject({
    accounts: [
      {
        accountId: '100000000000',
        accountName: 'Account 0',
        roles: [{ roleName: 'Admin', name: 'account-0-admin' }, {}],
      },
      {},
      {},
    ],
  });
  for (const field of ['whole', 'prune', 'dryRun']) expect(list).not.toHaveProperty(field);
  expect(JSON.stringify(list)).not.toMatch(/CANARY|example\.com/);
});

it('a list of roles is sent to the host once, and again only after all roles were listed again', async () => {
  const { worker, key } = await ready();
  await choose(worker, 'all');
  await worker.send(popup, 'popup/open');
  await pass(5_000);
  expect(lists(worker)).toHaveLength(1);
  await worker.send(popup, 'popup/refresh', { session: key });
  await until(() => lists(worker).length === 2);
});

it('when the user chooses that the terminal sees no roles, the host gets a request to erase every list of roles', async () => {
  const { worker } = await ready();
  await choose(worker, 'all');
  await choose(worker, 'none');
  expect(erasures(worker)).toEqual([{ v: 1, id: expect.any(Number), kind: 'forget-lists' }]);
  await worker.send(popup, 'popup/open');
  await pass(5_000);
  expect(lists(worker)).toHaveLength(1);
});

it('if the host could not erase its lists of roles, the worker asks the host again when the popup opens', async () => {
  const { worker } = await ready();
  worker.host.answer = (frame) =>
    frame.kind === 'forget-lists' ? { ok: false, code: 'INTERNAL', message: 'It failed.' } : answering(frame);
  expect(await choose(worker, 'none')).toMatchObject({ ok: false });
  worker.host.answer = answering;
  worker.host.drop();
  await worker.send(popup, 'popup/open');
  await until(() => erasures(worker).length === 2);
});

it('when the user lets the terminal see only portals that were set up, the host erases the lists of roles of all other portals', async () => {
  const { worker } = await ready();
  await choose(worker, 'all');
  await choose(worker, 'set-up');
  expect(erasures(worker)).toMatchObject([{ portal: startUrl }]);
});

it('when the user forgets a portal, the host erases its list of the portal’s roles', async () => {
  const { worker } = await ready();
  await choose(worker, 'all');
  await worker.send(options, 'options/forget-portal', { startUrl });
  expect(erasures(worker)).toMatchObject([{ portal: startUrl }]);
});

it('a list of roles from a private window is never sent to the host', async () => {
  const { worker } = await ready({ incognito: true });
  await choose(worker, 'all');
  await pass(5_000);
  expect(lists(worker)).toEqual([]);
});

it('after the user set up all roles, the worker asks the host to erase the list of roles only if the terminal may see no roles', async () => {
  const { worker, key } = await ready();
  const roles = ['100000000000', '100000000001', '100000000002'].flatMap((accountId) =>
    ['Admin', 'ReadOnly'].map((roleName) => ({ accountId, roleName, name: `${accountId}-${roleName}` })),
  );
  const save = () =>
    worker.send(popup, 'popup/save-cli-profiles', { session: key, roles, form: 'session', whole: true, prune: [] });
  await save();
  expect(erasures(worker)).toEqual([]);
  await choose(worker, 'none');
  const before = erasures(worker).length;
  await save();
  expect(erasures(worker).slice(before)).toMatchObject([{ portal: startUrl }]);
});
