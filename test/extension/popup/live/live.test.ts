import { describe, expect, it } from 'vitest';
import { VIEW_KEY } from '#core/protocol/view.ts';
import { defaultSettings } from '#core/settings.ts';
import {
  answerQuestion,
  button,
  chooseIn,
  chord,
  clickWhenShown,
  find,
  open,
  page,
  press,
  requested,
  sent,
  store,
  text,
  value,
  waitSent,
  waitText,
} from '../driven-page.ts';
import { accounts, error, liveProfile, liveView, ok, popup, profiles, session, view } from '../preview/fixtures.ts';
import { questionView } from '../preview/screens/question.ts';

const withLive = (given: Parameters<typeof liveView>[1] = {}, answers = {}) =>
  popup(view({ live: liveView([liveProfile()], given) }), accounts, answers);
const openCard = async () => {
  await find('administrator');
  await press('Enter');
  await page.waitForSelector('#profile-name');
};
const role = { accountId: '111122223333', roleName: 'AdministratorAccess' };
const chooseLive = async () => (await page.waitForSelector('aria/Live[role="radio"]'))?.click();

describe('the kind of profile “Live”', () => {
  it('sets up a live profile for one role, explains how to use the profile, and says how long the profile works', async () => {
    await open();
    await openCard();
    await chooseLive();
    await waitText('#kind-says', 'No key is on disk');
    await button('Write profile').click();
    await waitText('[role=status]', 'Live profile team-a-dev-admin is ready, as long as you are signed in');
    expect(await sent('popup/save-cli-profiles')).toEqual([
      {
        ...{ session: session().key, roles: [{ ...role, name: 'team-a-dev-admin' }] },
        ...{ form: 'live', whole: false, prune: [] },
      },
    ]);
    await button('Copy export AWS_PROFILE="team-a-dev-admin"').wait();
    await button('Allow reading cookies').click();
    await waitText('main', 'The browser did not give the permission');
    expect(await requested()).toEqual([['cookies']]);
  });

  it('suggests the name of the role’s existing live profile, while the kind “Keys” suggests a different name', async () => {
    await open(withLive());
    await openCard();
    expect(await value('#profile-name')).toBe('team-a-dev-admin-keys');
    await chooseLive();
    await expect.poll(() => value('#profile-name')).toBe('team-a-dev-admin');
  });

  it('offers a free name with one click if the credentials file already has keys under the suggested profile name', async () => {
    const refused = error('LIVE_KEYS_EXIST', { name: 'team-a-dev-admin', file: 'x', line: 1 });
    await open(popup(view(), accounts, { 'popup/save-cli-profiles': refused }));
    await openCard();
    await chooseLive();
    await button('Write profile').click();
    await button('Write as team-a-dev-admin-live').click();
    await waitSent('popup/save-cli-profiles', 2);
    expect((await sent('popup/save-cli-profiles'))[1]).toMatchObject({ roles: [{ name: 'team-a-dev-admin-live' }] });
  });

  it.each([
    ['the native host is too old', view({ host: { state: 'ready', version: '0.1.0' } }), 'too old', true],
    [
      'the native host is missing',
      view({ host: { state: 'failed', error: error('HOST_MISSING') } }),
      'need the program',
      true,
    ],
    ['a policy forbids it', view({ live: liveView([], { isForbidden: true }) }), 'Your administrator', false],
  ])('cannot be used if %s, and the popup says why', async (_, shown, sentence, installs) => {
    await open(popup(shown));
    await openCard();
    await chooseLive();
    await waitText('.live-notice', sentence);
    expect((await page.$('.live-notice .copy-line')) !== null).toBe(installs);
  });
});

describe('a live profile', () => {
  it('is listed under Recent with its state, and its tooltip shows its last use', async () => {
    await open(withLive());
    const row = await page.waitForSelector('[data-row="live team-a-dev-admin"]');
    expect(await row?.evaluate((each) => each.getAttribute('title'))).toMatch(
      /^Live profile team-a-dev-admin\nAdministratorAccess in Team A dev\n111122223333\nlive\nlast used 11:08.* by terraform, 12 times$/,
    );
    expect(await text('.recent-left')).toBe('live');
  });

  it('is paused and resumed with Ctrl+Enter on its row', async () => {
    await open(withLive());
    await page.waitForSelector('[role=option]');
    await chord('Control', 'Enter');
    await waitText('[role=status]', 'team-a-dev-admin is paused');
    await store('session', VIEW_KEY, view({ live: liveView([liveProfile({ isPaused: true })]) }));
    await waitText('.recent-left', 'paused');
    await chord('Control', 'Enter');
    await waitText('[role=status]', 'team-a-dev-admin gives out keys again');
    expect(await sent('popup/pause-live')).toEqual([
      { names: ['team-a-dev-admin'], paused: true },
      { names: ['team-a-dev-admin'], paused: false },
    ]);
  });

  it('is removed with the button Stop only after the user confirmed a question', async () => {
    await open(withLive());
    await page.click('[data-row="live team-a-dev-admin"]');
    await button('Stop').click();
    await waitText('dialog', 'Stop live profile team-a-dev-admin?');
    await button('Cancel').click();
    expect(await sent('popup/stop-live')).toEqual([]);
    await button('Stop').click();
    await page.click('dialog .danger');
    await waitText('[role=status]', 'team-a-dev-admin is stopped');
    expect(await sent('popup/stop-live')).toEqual([{ names: ['team-a-dev-admin'] }]);
  });

  it('has on its card the list “Access”, which controls which programs get keys, and a checkbox “Not for agents”', async () => {
    await open(withLive());
    await page.click('[data-row="live team-a-dev-admin"]');
    await page.waitForSelector('.live-profile');
    await page.select('.live-profile select', 'ask');
    await (await page.waitForSelector('aria/Not for agents[role="checkbox"]'))?.click();
    await waitSent('popup/set-live-access', 2);
    expect(await sent('popup/set-live-access')).toEqual([
      { name: 'team-a-dev-admin', grant: 'ask' },
      { name: 'team-a-dev-admin', notForAgents: true },
    ]);
  });
});

describe('all live profiles', () => {
  it('can be locked with an item of the menu, and allowed again with a button in the banner', async () => {
    await open(withLive());
    await chooseIn('Menu', 'Lock all');
    await waitSent('popup/lock-live');
    await store('session', VIEW_KEY, view({ live: liveView([liveProfile()], { isLocked: true }) }));
    await waitText('.recent-left', 'locked');
    await button('Allow live profiles again').click();
    await waitSent('popup/lock-live', 2);
    expect(await sent('popup/lock-live')).toEqual([{ locked: true }, { locked: false }]);
  });

  it('can be switched off with an item of the menu, and switched on with a button in the banner', async () => {
    await open(withLive());
    await chooseIn('Menu', 'Turn live profiles off');
    await waitSent('popup/switch-live');
    await store('session', VIEW_KEY, view({ live: liveView([liveProfile()], { isOn: false }) }));
    await button('Turn live profiles on').click();
    await waitSent('popup/switch-live', 2);
    expect(await sent('popup/switch-live')).toEqual([{ on: false }, { on: true }]);
  });
});

describe('the question whether a program may get keys', () => {
  it('attack 36: is shown at the top of every screen, and its buttons do nothing for the first second', async () => {
    await open(withLive());
    const clicks = clickWhenShown('team-a-dev-admin');
    await store('session', VIEW_KEY, view({ live: liveView([liveProfile()], { questions: [questionView()] }) }));
    expect(await clicks).toBe(3);
    await page.waitForSelector('.questions');
    expect(await sent('popup/answer-question')).toEqual([]);
    await answerQuestion('Allow once');
    await waitSent('popup/answer-question');
    expect(await sent('popup/answer-question')).toEqual([{ id: 'question-1', answer: 'once' }]);
    await page.waitForSelector('.questions', { hidden: true });
  });

  it('is shown even when nobody is signed in', async () => {
    await open(popup(view({ sessions: [], current: null, live: liveView([], { questions: [questionView()] }) })));
    await waitText('.questions', 'A program asks for keys');
  });
});

describe('the option “Keep fresh”', () => {
  const failures = [{ name: 'prod-payments', message: 'The portal session has ended.' }];
  const openProfile = () => page.click('[data-row="recent prod-payments"]');
  const box = () => page.waitForSelector('aria/Keep fresh[role="checkbox"]');

  it('is shown for a profile that was just written', async () => {
    await open();
    await openCard();
    await button('Write profile').click();
    await waitText('[role=status]', 'is ready, valid until');
    await (await box())?.click();
    await waitSent('popup/keep-fresh');
    expect(await sent('popup/keep-fresh')).toEqual([{ names: ['team-a-dev-admin'], on: true }]);
  });

  it('can be turned off on the profile’s card', async () => {
    await open(popup(view({ profiles, live: liveView([]), fresh: { names: ['prod-payments'], failures: [] } })));
    await openProfile();
    expect(await (await box())?.evaluate((each) => (each as HTMLInputElement).checked)).toBe(true);
    await (await box())?.click();
    await waitSent('popup/keep-fresh');
    expect(await sent('popup/keep-fresh')).toEqual([{ names: ['prod-payments'], on: false }]);
  });

  it.each([
    ['the options keep every profile fresh', liveView([]), true, true],
    ['a policy forbids it', liveView([], { isForbidden: true }), false, false],
  ])('cannot be changed if %s', async (_, live, all, checked) => {
    const settings = ok({ ...defaultSettings, keepFresh: all });
    await open(popup(view({ profiles, live }), accounts, { 'options/get-settings': settings }));
    await waitSent('options/get-settings');
    await openProfile();
    const state = await (await box())?.evaluate((each) => [
      (each as HTMLInputElement).disabled,
      (each as HTMLInputElement).checked,
    ]);
    expect(state).toEqual([true, checked]);
  });

  it('shows each failed renewal once, with its reason, until the user dismisses the message', async () => {
    await open(popup(view({ profiles, live: liveView([]), fresh: { names: ['prod-payments'], failures } })));
    await waitText('.fresh-failure', 'prod-payments was not kept fresh: The portal session has ended.');
    await button('Dismiss the message about prod-payments').click();
    await page.waitForSelector('.fresh-failure', { hidden: true });
    const stored = await page.evaluate(() => window.browser.storage.session.get('dismissedFailures'));
    expect(stored).toEqual({ dismissedFailures: ['prod-payments The portal session has ended.'] });
  });
});
