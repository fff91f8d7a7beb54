import { describe, expect, it } from 'vitest';
import { sentenceFor } from '#core/errors.ts';
import { pass, useFakeClock } from '../../fake-clock.ts';
import { announce, type FakeWorker, popup, portalPage } from '../../fakes.ts';
import { fakePortal, secret, startUrl, token } from '../../portal-fake.ts';
import { users } from '../../sessions/sessions-rig.ts';
import { ACCOUNT, client, hostAsks, keyRequests, liveWorker, named, ticket } from '../live-rig.ts';

useFakeClock();

const LINK = `${startUrl}/#/console?account_id=${ACCOUNT}&role_name=Admin`;
const pageLink = (page: string) =>
  `${LINK}&destination=${encodeURIComponent(`https://console.aws.amazon.com/${page}`)}`;
/** A link to the start page of the AWS console in the region of this profile, which is also the portal's region. */
const HOME = pageLink('console/home?region=eu-west-1');

const ask = (worker: Pick<FakeWorker, 'host'>, given: Record<string, unknown> = {}) =>
  hostAsks(worker, 'live-console', { profile: 'dev', opens: true, client, ticket: ticket(), ...given });
const openUrls = ({ opened }: FakeWorker) =>
  opened.map((page) => (page as { url: string }).url).filter((url) => url.startsWith('https:'));
const setGrant = (worker: FakeWorker, grant: string) =>
  worker.send(popup, 'popup/set-live-access', { name: 'dev', grant });
const refusal = (name: string) => ({ ok: false, code: 'LIVE_REFUSED', message: sentenceFor('LIVE_REFUSED', { name }) });

describe('a program’s request for the AWS console', () => {
  it('opens the portal’s own link for the role of the profile, and fetches no keys', async () => {
    const { worker, portal } = await liveWorker();
    expect(await ask(worker)).toEqual({ v: 1, id: expect.anything(), ok: true });
    expect(openUrls(worker)).toEqual([HOME]);
    expect(worker.shown).toEqual(['window 1']);
    expect(keyRequests(portal)).toBe(0);
  });

  it('returns the link and opens no page if the program asked only for the link', async () => {
    const { worker, portal } = await liveWorker();
    const answer = await ask(worker, { opens: false });
    expect(answer).toEqual({ v: 1, id: expect.anything(), ok: true, link: HOME });
    expect([openUrls(worker), keyRequests(portal)]).toEqual([[], 0]);
    expect(JSON.stringify(answer)).not.toMatch(new RegExp(`${token}|${secret}`));
  });

  it('opens the page of the requested service in the requested region', async () => {
    const { worker } = await liveWorker();
    await ask(worker, { service: 's3', region: 'us-east-1' });
    await ask(worker, { service: 'cloudwatch-logs' });
    expect(openUrls(worker)).toEqual([
      pageLink('s3/home?region=us-east-1'),
      pageLink('cloudwatch/home?region=eu-west-1#logsV2:log-groups'),
    ]);
  });

  it('opens the page that the person chose for the role', async () => {
    const { worker, key } = await liveWorker();
    const wish = { region: '', console: 'ec2/home' };
    const role = { session: key, accountId: ACCOUNT, roleName: 'Admin' };
    expect(await worker.send(popup, 'popup/customise-role', { ...role, wish })).toMatchObject({ ok: true });
    await ask(worker);
    expect(openUrls(worker)).toEqual([pageLink('ec2/home?region=eu-west-1')]);
  });

  it('attack 71: is refused, and opens no page, if it contains an unknown service, an invalid region or an unknown field', async () => {
    const { worker } = await liveWorker();
    for (const service of ['https://evil.example/', '//evil.example', 's3/home', '../x', '__proto__'])
      expect(await ask(worker, { service })).toMatchObject({
        code: expect.stringMatching(/SERVICE_UNKNOWN|BAD_REQUEST/),
      });
    expect(await ask(worker, { region: 'x&y=z' })).toMatchObject({ code: 'BAD_REQUEST' });
    for (const field of ['url', 'page', 'destination', 'accountId', 'roleName', 'portal', 'link'])
      expect(await ask(worker, { [field]: 'x' })).toMatchObject({
        code: 'BAD_REQUEST',
        message: expect.stringContaining(field),
      });
    expect(openUrls(worker)).toEqual([]);
  });

  it('attack 38: is refused if no live profile has the requested name, and opens nothing', async () => {
    const { worker } = await liveWorker();
    for (const profile of ['other', 'constructor', '__proto__', 'DEV'])
      expect(await ask(worker, { profile, opens: false })).toMatchObject(refusal(profile));
    expect(openUrls(worker)).toEqual([]);
  });

  it.each([
    ['is paused', (worker: FakeWorker) => worker.send(popup, 'popup/pause-live', { names: ['dev'], paused: true })],
    ['is locked', (worker: FakeWorker) => worker.send(popup, 'popup/lock-live', { locked: true })],
    ['was removed', (worker: FakeWorker) => worker.send(popup, 'popup/stop-live', { names: ['dev'] })],
  ])('is refused with the same error as a request for keys when the profile %s', async (_, prepare) => {
    const { worker } = await liveWorker(fakePortal(), [named('dev'), named('ro', 'ReadOnly')]);
    await prepare(worker);
    expect(await ask(worker)).toMatchObject(refusal('dev'));
    expect(await ask(worker, { opens: false })).toMatchObject(refusal('dev'));
    expect(openUrls(worker)).toEqual([]);
  });

  it('is refused if it comes from a coding agent and the profile is not for agents', async () => {
    const { worker } = await liveWorker();
    await worker.send(popup, 'popup/set-live-access', { name: 'dev', notForAgents: true });
    expect(await ask(worker, { client: { ...client, agent: 'CLAUDECODE' } })).toMatchObject(refusal('dev'));
  });

  it('opens a question to the person, as a request for keys does, and opens the console only after the person allows it', async () => {
    const { worker } = await liveWorker();
    await setGrant(worker, 'ask');
    expect(await ask(worker)).toMatchObject({ code: 'LIVE_ASKING', message: expect.stringMatching(/terraform.*dev/) });
    expect(await ask(worker, { opens: false })).toMatchObject({ code: 'LIVE_ASKING' });
    const [question, ...others] = await worker.worker.questions.open();
    expect(others).toEqual([]);
    await worker.send(popup, 'popup/answer-question', { id: question?.id, answer: 'once' });
    expect(await ask(worker)).toMatchObject({ ok: true });
    expect(openUrls(worker)).toEqual([HOME]);
    expect(await ask(worker)).toMatchObject({ code: 'LIVE_ASKING' });
  });

  it('is refused after the person answered the question with “deny”', async () => {
    const { worker } = await liveWorker();
    await setGrant(worker, 'ask');
    await ask(worker);
    const [question] = await worker.worker.questions.open();
    await worker.send(popup, 'popup/answer-question', { id: question?.id, answer: 'deny' });
    expect(await ask(worker, { opens: false })).toMatchObject(refusal('dev'));
  });

  it('gets an error that contains the portal’s address when nobody is signed in', async () => {
    const { worker } = await liveWorker();
    await worker.send(portalPage(), 'portal/signed-out');
    expect(await ask(worker)).toMatchObject({ code: 'LIVE_SIGN_IN', message: expect.stringContaining(startUrl) });
  });

  it('is refused while another user of the portal is signed in', async () => {
    const { worker } = await liveWorker(fakePortal(users({ [token]: 'first', SECONDUSEREXAMPLE: 'second' })));
    await announce(worker, { token: 'SECONDUSEREXAMPLE' });
    expect(await ask(worker, { opens: false })).toMatchObject(refusal('dev'));
    expect(openUrls(worker)).toEqual([]);
  });

  it('attack 72: opens at most three pages a minute; after a fourth request, no page and no question opens until the popup opens', async () => {
    const { worker } = await liveWorker();
    for (let at = 0; at < 3; at += 1) expect(await ask(worker)).toMatchObject({ ok: true });
    expect(await ask(worker, { opens: false })).toMatchObject({ code: 'TERMINAL_SILENCED' });
    await setGrant(worker, 'ask');
    await pass(3_600_000);
    expect(await ask(worker)).toMatchObject({ code: 'TERMINAL_SILENCED' });
    expect(await worker.worker.questions.open()).toEqual([]);
    expect(openUrls(worker)).toHaveLength(3);
    await worker.send(popup, 'popup/open');
    expect(await ask(worker)).toMatchObject({ code: 'LIVE_ASKING' });
  });

  it('counts toward the limit of three pages a minute, together with the logins that programs request', async () => {
    const { worker } = await liveWorker();
    for (let at = 0; at < 3; at += 1) expect(await ask(worker)).toMatchObject({ ok: true });
    await worker.send(portalPage(), 'portal/signed-out');
    expect(await hostAsks(worker, 'live-login', { ticket: ticket() })).toMatchObject({ code: 'TERMINAL_SILENCED' });
    expect(openUrls(worker)).toHaveLength(3);
  });

  it('gets no link if the profile is removed while the worker prepares the link', async () => {
    const { worker } = await liveWorker();
    const { personal } = worker.worker;
    const { read } = personal;
    personal.read = async (session) => {
      personal.read = read;
      await worker.send(popup, 'popup/stop-live', { names: ['dev'] });
      return read(session);
    };
    expect(await ask(worker, { opens: false })).toMatchObject(refusal('dev'));
  });
});
