import { describe, expect, it } from 'vitest';
import { messages } from '#core/protocol/messages.ts';
import type { BrowserSender } from '../../../extension/background/sessions/sender.ts';
import { kinds, validBody } from '../../core/protocol/message-samples.ts';
import { useFakeClock } from '../../extension/background/fake-clock.ts';
import { announce, fakeWorker, options, own, popup, portalPage, question } from '../../extension/background/fakes.ts';
import { fakePortal, secret, token } from '../../extension/background/portal-fake.ts';
import { mutateValue } from './mutate.ts';
import { createRandom, isSoak, seedOf } from './random.ts';

useFakeClock();

const SEED = seedOf(1);
const MUTATIONS = isSoak ? 2000 : 60;

const senders = { portal: portalPage(), popup, options, question };

/** Senders whose messages the worker must refuse: other extensions, other pages, frames, and forged senders. */
const strangers: Readonly<Record<string, BrowserSender>> = {
  'another extension': { id: 'otherid', url: 'chrome-extension://otherid/extension/popup/index.html' },
  'another extension with the address of the popup': { ...popup, id: 'otherid' },
  'another extension with the address of the options page': { ...options, id: 'otherid' },
  'a page without an id': { ...portalPage(), id: undefined },
  'any web page': portalPage('https://evil.example/start'),
  'a page on a longer host name': portalPage('https://demo.awsapps.com.evil.example/start'),
  'another page of a portal’s host': portalPage('https://demo.awsapps.com/workmail'),
  'a portal without TLS': portalPage('http://demo.awsapps.com/start'),
  'a frame in a portal': { ...portalPage(), frameId: 3 },
  'a sandboxed portal page': { ...portalPage(), origin: 'null' },
  'a page that inherited the portal’s address': { ...portalPage(), origin: 'https://evil.example' },
  'a portal page without a tab': { ...portalPage(), tab: undefined },
  'the popup in a frame': { ...popup, frameId: 2 },
  'the popup with a query': { ...popup, url: `${own.popupUrl}?x` },
  'another page of the extension': { ...popup, url: own.popupUrl.replace('popup/index', 'other/index') },
  'the question window in a frame': { ...question, frameId: 2 },
  'the question window with a query': { ...question, url: `${own.questionUrl}?x` },
  'the question window of another extension': { ...question, id: 'otherid' },
  'nobody at all': {},
};

const stateOf = ({ session, local }: ReturnType<typeof fakeWorker>) => JSON.stringify([...session.data, ...local.data]);

describe('a forged message', () => {
  it.each(kinds)(
    'attacks 1 and 2: the message %s from a forbidden sender gets no answer and changes nothing',
    async (kind) => {
      const portal = fakePortal();
      const worker = fakeWorker(portal);
      await announce(worker);
      const before = stateOf(worker);
      const answered = Object.entries(strangers).filter(
        ([, stranger]) => worker.route({ kind, body: validBody(kind) }, stranger) !== undefined,
      );
      expect(answered.map(([name]) => name)).toEqual([]);
      expect([portal.asked, worker.host.frames, stateOf(worker)]).toEqual([[], [], before]);
    },
  );

  it.each(kinds)(
    `attacks 4 and 5: the message %s with a changed body gets no answer or a normal answer, but no internal error (seed ${SEED})`,
    async (kind) => {
      const random = createRandom(SEED + kinds.indexOf(kind));
      const sender = senders[messages[kind].from[0]];
      const { route } = fakeWorker(fakePortal());
      for (let nth = 0; nth < MUTATIONS; nth++) {
        const body = mutateValue(random, validBody(kind));
        const answer = await route({ kind, body }, sender);
        expect([undefined, true, false]).toContain(answer?.ok);
        // In this test, no page has sent a session. So the worker knows no secret, and no answer can contain one.
        expect(JSON.stringify(answer ?? null)).not.toMatch(new RegExp(`${token}|${secret}`));
        if (answer && !answer.ok) expect(answer.code).not.toBe('INTERNAL');
        expect(route({ kind, body: { ...validBody(kind), [`more${nth}`]: 1 } }, sender)).toBeUndefined();
      }
    },
  );
});
