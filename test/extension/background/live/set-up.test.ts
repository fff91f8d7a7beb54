import { describe, expect, it } from 'vitest';
import { pass, useFakeClock } from '../fake-clock.ts';
import { announce, cliReply, type FakeWorker, fakeWorker, goodHost, options, popup, until, viewOf } from '../fakes.ts';
import { fakePortal, startUrl } from '../portal-fake.ts';
import { complete, signedIn, use } from '../sessions/sessions-rig.ts';
import { ACCOUNT, askKeys, framesOf, keyRequests, liveWorker, named, setUpLive } from './live-rig.ts';

useFakeClock();

const change = (name: string, is: string, roleName = 'Admin', was?: string) => ({
  ...{ name, accountId: ACCOUNT, roleName, is },
  ...(was === undefined ? {} : { was }),
});

/** A host that does not answer a request to set up profiles. */
const silentAtSetUp: FakeWorker['host']['answer'] = (frame) =>
  frame.kind === 'set-up-cli-profiles' ? null : goodHost(frame);

describe('setting up live profiles', () => {
  it('makes the host listen for programs before the host writes the profile; the first request for keys opens no question', async () => {
    const { worker, portal, answer } = await liveWorker();
    expect(answer).toMatchObject({ ok: true });
    const kinds = worker.host.frames.map(({ kind }) => kind);
    expect(kinds.indexOf('serve-live')).toBeGreaterThan(-1);
    expect(kinds.indexOf('serve-live')).toBeLessThan(kinds.indexOf('set-up-cli-profiles'));
    const [serve] = framesOf(worker, 'serve-live');
    expect(serve).toMatchObject({ installation: expect.stringMatching(/^[0-9a-f]{32}$/), browser: 'Test browser' });
    expect(framesOf(worker, 'set-up-cli-profiles')[0]).toMatchObject({
      form: 'live',
      installation: serve?.installation,
      portal: startUrl,
    });
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true, accountId: ACCOUNT });
    expect(keyRequests(portal)).toBe(1);
    expect(viewOf(worker).live).toMatchObject({ isOn: true, isForbidden: false, isServing: true });
  });

  it('already allows requests for the keys of the new profile while the host writes the config file', async () => {
    const { worker, key } = await signedIn();
    await complete(worker);
    const answers: Promise<unknown>[] = [];
    worker.host.answer = (frame) => {
      if (frame.kind === 'set-up-cli-profiles') answers.push(askKeys(worker, 'dev'));
      return goodHost(frame);
    };
    await setUpLive(worker, key);
    expect(await answers[0]).toMatchObject({ ok: true });
  });

  it('tells the host which accounts are production; profiles of these accounts get the grant `ask` and are not for agents', async () => {
    const { worker, key } = await signedIn();
    await complete(worker);
    const wish = { label: '', production: true, region: '', names: '' };
    await worker.send(popup, 'popup/customise-account', { session: key, accountId: ACCOUNT, wish });
    await setUpLive(worker, key, [named('prod'), named('dev', 'Admin', '100000000001')]);
    const [frame] = framesOf(worker, 'set-up-cli-profiles');
    const marks = (frame?.accounts as { production?: boolean }[] | undefined)?.map(({ production }) => production);
    expect(marks).toEqual([true, undefined]);
    expect(viewOf(worker).live.profiles).toMatchObject([
      { name: 'prod', grant: 'ask', notForAgents: true },
      { name: 'dev', grant: 'session', notForAgents: false },
    ]);
  });

  it('leaves no profile in the table of live profiles, and closes the port, if the host refuses the set-up', async () => {
    const { worker, key } = await signedIn();
    await complete(worker);
    const refusal = { ok: false, code: 'LIVE_KEYS_EXIST', message: 'There are keys.' };
    worker.host.answer = (frame) => (frame.kind === 'set-up-cli-profiles' ? refusal : goodHost(frame));
    expect(await setUpLive(worker, key)).toMatchObject({ ok: false, code: 'LIVE_KEYS_EXIST' });
    await worker.send(popup, 'popup/open');
    expect(viewOf(worker).live).toMatchObject({ isOn: false, profiles: [] });
    expect(framesOf(worker, 'stop-live')).toHaveLength(1);
    expect(worker.wakeUps).toEqual([true, false]);
  });

  it.each([
    ['accepts', { ok: true, ...cliReply() }, ['dev']],
    ['refuses', { ok: false, code: 'LIVE_KEYS_EXIST', message: 'There are keys.' }, []],
  ])('shows no new profile in the popup before the host’s reply (the host %s the set-up)', async (_, answer, after) => {
    const { worker, key } = await signedIn();
    await complete(worker);
    worker.host.answer = silentAtSetUp;
    const saved = setUpLive(worker, key);
    const request = await until(() => framesOf(worker, 'set-up-cli-profiles')[0]);
    await pass(1000);
    expect(viewOf(worker).live).toMatchObject({ isServing: true, profiles: [] });
    worker.host.say({ v: 1, id: request.id, ...answer });
    await saved;
    await pass(1000);
    expect(viewOf(worker).live.profiles.map(({ name }) => name)).toEqual(after);
  });

  it('does not show a refused profile, even if the worker reads the list of live profiles before the refusal', async () => {
    let waiting = 0;
    const slowly = () => {
      waiting += 1;
      return new Promise<boolean>((answer) => setTimeout(() => answer(false), 300));
    };
    const contains = async ({ permissions = [] }: { permissions?: string[] }) => permissions.length === 0 || slowly();
    const portal = { ...fakePortal(), permissions: { contains } };
    const { worker, key } = await signedIn(portal);
    await complete(worker);
    worker.host.answer = silentAtSetUp;
    const saved = setUpLive(worker, key);
    const request = await until(() => framesOf(worker, 'set-up-cli-profiles')[0]);
    // When the worker asks for the permission, it has already started to read the list.
    const before = waiting;
    await until(() => waiting > before);
    worker.host.say({ v: 1, id: request.id, ok: false, code: 'LIVE_KEYS_EXIST', message: 'There are keys.' });
    for (let spent = 0; spent < 1000; spent += 20) {
      await pass(20);
      expect(viewOf(worker).live.profiles).toEqual([]);
    }
    expect(await saved).toMatchObject({ ok: false, code: 'LIVE_KEYS_EXIST' });
  });

  it('writes no profile if the host cannot listen', async () => {
    const { worker, key } = await signedIn();
    await complete(worker);
    const refusal = { ok: false, code: 'LIVE_SOCKET', message: 'The folder is not safe.' };
    worker.host.answer = (frame) => (frame.kind === 'serve-live' ? refusal : goodHost(frame));
    expect(await setUpLive(worker, key)).toMatchObject({ ok: false, code: 'LIVE_SOCKET' });
    expect(framesOf(worker, 'set-up-cli-profiles')).toEqual([]);
    await worker.send(popup, 'popup/open');
    expect(viewOf(worker).live.profiles).toEqual([]);
  });

  it('stores renamed and found profiles with the names in the host’s reply, and stores no refused profile', async () => {
    const roles = [named('dev'), named('ro', 'ReadOnly')];
    const { worker, key } = await liveWorker(fakePortal(), roles);
    worker.host.answer = (frame) => {
      if (frame.kind !== 'set-up-cli-profiles') return goodHost(frame);
      const changes = [change('dev-2', 'renamed', 'Admin', 'dev'), change('mine', 'found', 'ReadOnly')];
      const refused = [{ name: 'other', code: 'NAME_INVALID', message: 'No.' }];
      return { ok: true, ...cliReply({ changes, refused } as never) };
    };
    await setUpLive(worker, key, [named('dev-2'), named('ro', 'ReadOnly'), named('other', 'Admin', '100000000001')]);
    expect(
      viewOf(worker)
        .live.profiles.map(({ name }) => name)
        .sort(),
    ).toEqual(['dev-2', 'mine', 'ro']);
    expect(await askKeys(worker, 'dev')).toMatchObject({ code: 'LIVE_REFUSED' });
    expect(await askKeys(worker, 'other')).toMatchObject({ code: 'LIVE_REFUSED' });
    expect(await askKeys(worker, 'dev-2')).toMatchObject({ ok: true });
  });

  it('removes a live profile from the list if the user sets it up again as a profile with the AWS CLI’s own sign-in', async () => {
    const { worker, key } = await liveWorker();
    worker.host.answer = (frame) =>
      frame.kind === 'set-up-cli-profiles'
        ? { ok: true, ...cliReply({ changes: [change('dev', 'updated')] } as never) }
        : goodHost(frame);
    await setUpLive(worker, key, [named('dev')], 'session');
    expect(viewOf(worker).live.profiles).toEqual([]);
  });

  it('gives out no keys of a profile while its role changes, and then only keys of the new role', async () => {
    const { worker, key, portal } = await liveWorker();
    worker.host.answer = silentAtSetUp;
    const saved = setUpLive(worker, key, [named('dev', 'ReadOnly')]);
    const request = await until(() => framesOf(worker, 'set-up-cli-profiles')[1]);
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: false, code: 'LIVE_REFUSED' });
    worker.host.say({ v: 1, id: request.id, ok: true, ...cliReply() });
    await saved;
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true });
    const roles = portal.asked.map(({ url }) => url.searchParams.get('role_name')).filter((each) => each !== null);
    expect(roles).toEqual(['ReadOnly']);
  });

  it('keeps the old role of a profile if the change to a new role fails', async () => {
    const { worker, key } = await liveWorker();
    worker.host.answer = (frame) =>
      frame.kind === 'set-up-cli-profiles' ? { ok: false, code: 'FILE_IO', message: 'No.' } : goodHost(frame);
    await setUpLive(worker, key, [named('dev', 'ReadOnly')]);
    await worker.send(popup, 'popup/open');
    expect(viewOf(worker).live.profiles).toMatchObject([{ name: 'dev', roleName: 'Admin', isPaused: false }]);
    expect(viewOf(worker).live.isOn).toBe(true);
  });

  it('gives out no keys of the old role if it is unknown whether the host wrote the new role', async () => {
    const { worker, key } = await liveWorker();
    worker.host.answer = silentAtSetUp;
    const saved = setUpLive(worker, key, [named('dev', 'ReadOnly')]);
    await until(() => framesOf(worker, 'set-up-cli-profiles')[1]);
    worker.host.drop('Native host has exited.');
    expect(await saved).toMatchObject({ ok: false, code: 'HOST_EXITED' });
    await pass(3_000);
    expect(await askKeys(worker, 'dev')).toMatchObject({ code: 'LIVE_REFUSED' });
  });

  it('keeps the person’s choices for a profile (grant, agents, pause) when the same profile is set up again', async () => {
    const { worker, key } = await liveWorker();
    await worker.send(popup, 'popup/set-live-access', { name: 'dev', grant: 'always', notForAgents: true });
    await worker.send(popup, 'popup/pause-live', { names: ['dev'], paused: true });
    await setUpLive(worker, key);
    expect(viewOf(worker).live.profiles).toMatchObject([{ grant: 'always', notForAgents: true, isPaused: true }]);
  });

  it('is refused in a private window, and nothing is stored', async () => {
    const worker = fakeWorker(fakePortal());
    await announce(worker, { tab: { incognito: true } });
    const key = await use(worker);
    await complete(worker);
    for (const kind of ['plan', 'save'])
      expect(
        await worker.send(popup, `popup/${kind}-cli-profiles`, {
          ...{ session: key, roles: [named('dev')], form: 'live', whole: false, prune: [] },
        }),
      ).toMatchObject({ code: 'LIVE_UNAVAILABLE', message: expect.stringContaining('private window') });
    expect(JSON.stringify([...worker.local.data])).not.toContain('dev');
    expect(framesOf(worker, 'serve-live')).toEqual([]);
  });

  it('is refused if the portal does not name the user, because nothing may be stored about an unknown user', async () => {
    const { worker, key } = await signedIn(fakePortal({ '/token/whoAmI': () => new Response('{}', { status: 404 }) }));
    await complete(worker);
    expect(await setUpLive(worker, key)).toMatchObject({ code: 'LIVE_UNAVAILABLE' });
  });

  it('is refused if an administrator turned live profiles off', async () => {
    const managed = { get: async () => ({ liveProfiles: false }) };
    const worker = fakeWorker({ ...fakePortal(), managed });
    await announce(worker);
    const key = await use(worker);
    await complete(worker);
    expect(await setUpLive(worker, key)).toMatchObject({ code: 'LIVE_UNAVAILABLE' });
    expect(await worker.send(popup, 'popup/switch-live', { on: true })).toMatchObject({ code: 'LIVE_UNAVAILABLE' });
    expect(viewOf(worker).live).toMatchObject({ isOn: false, isForbidden: true });
  });

  it('is undone by “Forget everything”: the extension erases all data about live profiles, and asks the host to do the same', async () => {
    const { worker } = await liveWorker();
    await askKeys(worker, 'dev');
    await pass(6_000);
    const stored = () => [...worker.local.data.keys()];
    expect(stored()).toEqual(expect.arrayContaining(['installation', 'live', 'liveUses']));
    const installation = worker.local.data.get('installation');
    expect(await worker.send(options, 'options/forget-everything')).toMatchObject({ ok: true });
    await until(() => !stored().includes('live'));
    expect(stored()).not.toContain('installation');
    expect(stored()).not.toContain('liveUses');
    expect(framesOf(worker, 'forget-lists')).toMatchObject([{ installation }]);
    expect(await askKeys(worker, 'dev')).toMatchObject({ code: 'LIVE_REFUSED' });
  });
});
