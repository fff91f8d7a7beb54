import { describe, expect, it } from 'vitest';
import { sentenceFor } from '#core/errors.ts';
import { defaultSettings } from '#core/settings.ts';
import { pass, useFakeClock } from '../fake-clock.ts';
import { announce, cliReply, fakeWorker, goodHost, options, popup, viewOf } from '../fakes.ts';
import { ACCOUNT, askKeys, keyRequests, setUpLive } from '../live/live-rig.ts';
import { fakePortal, startUrl } from '../portal-fake.ts';
import { complete, use } from '../sessions/sessions-rig.ts';
import { addingHost, click, questions, readyWorker, role, wish, writesOf } from './set-up-rig.ts';

useFakeClock();

const asking = { ok: false, code: 'SET_UP_ASKING', message: sentenceFor('SET_UP_ASKING', { name: role.profile }) };

describe('a program’s request for a new live profile', () => {
  it('opens a question with the account id, the role and the profile name; nothing is written before the person answers', async () => {
    const { worker } = await readyWorker();
    expect(await wish(worker)).toMatchObject(asking);
    expect(await wish(worker)).toMatchObject(asking);
    expect(await questions(worker)).toMatchObject([
      {
        ...{ profile: 'new-admin', accountId: ACCOUNT, accountName: 'Account 0', roleName: 'Admin' },
        ...{ setUp: { portal: 'demo' }, client: { program: 'terraform', isVerified: true } },
      },
    ]);
    expect(writesOf(worker)).toEqual([]);
    expect(viewOf(worker).live.profiles).toEqual([]);
  });

  it('is fulfilled when the program repeats it after the person allowed it; the grant is `ask`, and no keys are sent', async () => {
    const { worker, portal } = await readyWorker();
    await wish(worker);
    expect(await click(worker)).toMatchObject({ ok: true });
    expect(writesOf(worker)).toEqual([]);
    expect(await wish(worker)).toEqual({ v: 1, id: expect.any(Number), ok: true, name: 'new-admin' });
    expect(writesOf(worker)).toMatchObject([
      {
        form: 'live',
        portal: startUrl,
        whole: false,
        prune: [],
        accounts: [{ accountId: ACCOUNT, roles: [{ name: 'new-admin' }] }],
      },
    ]);
    await worker.send(popup, 'popup/open');
    expect(viewOf(worker).live.profiles).toMatchObject([{ name: 'new-admin', grant: 'ask', isPaused: false }]);
    expect(keyRequests(portal)).toBe(0);
    expect(await askKeys(worker, 'new-admin')).toMatchObject({ ok: false, code: 'LIVE_ASKING' });
  });

  it('is fulfilled for one profile only, with the grant `ask`, whatever button the person clicked to allow it', async () => {
    const { worker } = await readyWorker();
    await wish(worker);
    await click(worker, 'hour');
    expect(await wish(worker)).toMatchObject({ ok: true });
    expect(await wish(worker, { roleName: 'ReadOnly', profile: 'second' })).toMatchObject({ code: 'SET_UP_ASKING' });
    expect(writesOf(worker)).toHaveLength(1);
  });

  it('is fulfilled only for the program, role and name in the question', async () => {
    const { worker } = await readyWorker();
    await wish(worker);
    await click(worker);
    for (const [given, from] of [
      [{}, { program: 'other' }],
      [{}, { isVerified: false }],
      [{}, { agent: 'CLAUDECODE' }],
      [{ profile: 'other' }, {}],
    ] as const) {
      expect(await wish(worker, given, from)).toMatchObject({ ok: false });
      await worker.send(popup, 'popup/open');
    }
    expect(writesOf(worker)).toEqual([]);
    expect(await wish(worker)).toMatchObject({ ok: true });
  });

  it('is refused for five minutes after the person clicked Deny, even with another profile name', async () => {
    const { worker } = await readyWorker();
    await wish(worker);
    await click(worker, 'deny');
    for (const profile of [role.profile, 'another'])
      expect(await wish(worker, { profile })).toMatchObject({ ok: false, code: 'SET_UP_REFUSED' });
    expect(await questions(worker)).toEqual([]);
    await pass(5 * 60_000);
    expect(await wish(worker)).toMatchObject(asking);
  });

  it('ends after two minutes without an answer of the person, and a later answer has no effect', async () => {
    const { worker } = await readyWorker();
    await wish(worker);
    const [open] = await questions(worker);
    await pass(120_000);
    expect(await questions(worker)).toEqual([]);
    expect(await worker.send(popup, 'popup/answer-question', { id: open?.id, answer: 'once' })).toMatchObject({
      code: 'QUESTION_ENDED',
    });
    expect(writesOf(worker)).toEqual([]);
  });

  it('is fulfilled after the person allowed it, even if the worker was restarted before the program repeats it', async () => {
    const { worker } = await readyWorker();
    await wish(worker);
    await click(worker);
    const next = worker.restart();
    await next.worker.host.connect();
    expect(await wish(worker)).toMatchObject({ ok: true });
  });
});

describe('attack 67: a program’s request for a new live profile', () => {
  it.each([
    ['a role that is not on the list', { roleName: 'Owner' }, 'SET_UP_REFUSED'],
    ['an account that is not on the list', { accountId: '999999999999' }, 'SET_UP_REFUSED'],
    ['an unknown portal', { portal: 'evil' }, 'NO_SESSION'],
    ['a URL instead of the label', { portal: startUrl }, 'NO_SESSION'],
    ['the name default', { profile: 'default' }, 'SET_UP_REFUSED'],
    ['a name with a control character', { profile: 'a\u001b[2J' }, 'NAME_INVALID'],
    ['a name with a line break', { profile: 'a\n[profile b]' }, 'NAME_INVALID'],
    ['an inherited name', { profile: '__proto__' }, 'NAME_INVALID'],
    ['a role with a line break', { roleName: 'Admin\n' }, 'BAD_REQUEST'],
    ['the name of an account', { accountName: 'Trusted' }, 'BAD_REQUEST'],
    ['a grant', { grant: 'always' }, 'BAD_REQUEST'],
    ['a URL', { url: 'https://evil.example' }, 'BAD_REQUEST'],
    ['an installation', { installation: 'a'.repeat(32) }, 'BAD_REQUEST'],
  ])('is refused without a question if it contains %s', async (_, given, code) => {
    const { worker } = await readyWorker();
    expect(await wish(worker, given)).toMatchObject({ ok: false, code });
    expect(await questions(worker)).toEqual([]);
    expect(writesOf(worker)).toEqual([]);
  });

  it('is refused if the profile name exists, or if the role already has a profile', async () => {
    const { worker, key } = await readyWorker();
    await setUpLive(worker, key, [{ accountId: ACCOUNT, roleName: 'ReadOnly', name: 'taken' }]);
    expect(await wish(worker, { profile: 'taken' })).toMatchObject({ code: 'SET_UP_REFUSED' });
    const refusedName = { name: role.profile, code: 'CLI_PROFILE_EXISTS' as const, message: 'It exists.' };
    worker.host.answer = (frame) =>
      frame.kind === 'set-up-cli-profiles' ? { ok: true, ...cliReply({ refused: [refusedName] }) } : goodHost(frame);
    expect(await wish(worker)).toMatchObject({ code: 'CLI_PROFILE_EXISTS', message: 'It exists.' });
    for (const is of ['found', 'updated', 'renamed'] as const) {
      const change = { name: is === 'updated' ? role.profile : 'mine', accountId: ACCOUNT, roleName: 'Admin', is };
      worker.host.answer = (frame) =>
        frame.kind === 'set-up-cli-profiles' ? { ok: true, ...cliReply({ changes: [change] }) } : goodHost(frame);
      expect(await wish(worker)).toMatchObject({ code: 'SET_UP_REFUSED', message: expect.stringContaining('already') });
    }
    expect(await questions(worker)).toEqual([]);
  });

  it('is refused if a profile with the requested name appears in a file after the person allowed the request', async () => {
    const { worker } = await readyWorker();
    await wish(worker);
    await click(worker);
    const refusedName = { name: role.profile, code: 'CLI_PROFILE_EXISTS' as const, message: 'It exists.' };
    worker.host.answer = (frame) =>
      frame.kind === 'set-up-cli-profiles' ? { ok: true, ...cliReply({ refused: [refusedName] }) } : addingHost(frame);
    expect(await wish(worker)).toMatchObject({ ok: false, code: 'CLI_PROFILE_EXISTS' });
    expect(writesOf(worker)).toEqual([]);
  });

  it('is refused if Keyferry has only a list of roles from before the last sign-in', async () => {
    let isListed = true;
    const never = () => new Promise<Response>(() => undefined);
    const portal = fakePortal({ '/assignment/accounts': () => (isListed ? undefined : never()) });
    const { worker } = await readyWorker(portal);
    isListed = false;
    await pass(1000);
    await announce(worker, { token: 'ANOTHERTOKENEXAMPLE-CANARY-0123456789' });
    expect(await wish(worker)).toMatchObject({ code: 'SET_UP_REFUSED', message: expect.stringContaining('older') });
    expect(await questions(worker)).toEqual([]);
  });

  it('is refused in a private window', async () => {
    const worker = fakeWorker(fakePortal());
    worker.host.answer = addingHost;
    await announce(worker, { tab: { incognito: true } });
    await use(worker);
    await complete(worker);
    await worker.send(popup, 'popup/open');
    await worker.send(options, 'options/set-settings', { settings: { ...defaultSettings, liveProfiles: true } });
    expect(await wish(worker)).toMatchObject({ code: 'NO_SESSION' });
  });

  it('is refused if it comes over ssh or from a container, or while all profiles are locked', async () => {
    const { worker } = await readyWorker();
    expect(await wish(worker, {}, { via: 'ssh build-1' })).toMatchObject({ code: 'SET_UP_REFUSED' });
    await worker.send(popup, 'popup/lock-live', { locked: true });
    expect(await wish(worker)).toMatchObject({ code: 'LIVE_LOCKED' });
  });

  it('is refused while an earlier request waits; after three requests within a minute, each request is refused', async () => {
    const { worker } = await readyWorker();
    await wish(worker);
    expect(await wish(worker, { roleName: 'ReadOnly', profile: 'ro' })).toMatchObject({ code: 'TERMINAL_BUSY' });
    await click(worker, 'deny');
    for (const account of ['100000000001', '100000000002']) {
      expect(await wish(worker, { accountId: account })).toMatchObject({ code: 'SET_UP_ASKING' });
      await click(worker, 'deny');
    }
    expect(await wish(worker, { roleName: 'ReadOnly' })).toMatchObject({ code: 'TERMINAL_SILENCED' });
    expect(await questions(worker)).toEqual([]);
    await worker.send(popup, 'popup/open');
    expect(await wish(worker, { roleName: 'ReadOnly' })).toMatchObject({ code: 'SET_UP_ASKING' });
  });

  it('leads to the grant `ask`, even if the role already has a profile with another grant', async () => {
    const { worker, key } = await readyWorker();
    await setUpLive(worker, key, [{ accountId: ACCOUNT, roleName: 'Admin', name: 'old' }]);
    await worker.send(popup, 'popup/set-live-access', { name: 'old', grant: 'always' });
    await wish(worker);
    await click(worker);
    expect(await wish(worker)).toMatchObject({ ok: true });
    await worker.send(popup, 'popup/open');
    expect(viewOf(worker).live.profiles.find(({ name }) => name === role.profile)).toMatchObject({ grant: 'ask' });
  });
});
