import type { SerializedAXNode } from 'puppeteer-core';
import { expect, it } from 'vitest';
import { button, chooseIn, find, open, page, press, text, waitText } from './driven-page.ts';
import {
  accounts,
  cliReply,
  error,
  liveProfile,
  liveView,
  popup,
  profiles,
  session,
  view,
} from './preview/fixtures.ts';

/** Elements with these roles are left out, because screen readers do not announce them as elements. */
const SILENT: ReadonlySet<string> = new Set([
  'generic',
  'none',
  'InlineTextBox',
  'StaticText',
  'LabelText',
  'RootWebArea',
]);
const STATES = ['checked', 'selected', 'expanded', 'disabled', 'focused', 'value', 'level'] as const;

/**
 * The page as a screen reader gets it, with one line for each element. A line in quotes is a text without its own
 * element.
 */
function lines(node: SerializedAXNode, depth = 0, inside = ''): string[] {
  const { role, name = '', children = [] } = node;
  const isText = role === 'StaticText' && name.trim() !== '' && !inside.includes(name.trim());
  const states = STATES.flatMap((each) => {
    const value = (node as unknown as Record<string, unknown>)[each];
    return value === undefined || value === false ? [] : [value === true ? each : `${each} ${value}`];
  });
  const shown = !SILENT.has(role);
  const own = isText
    ? [`${'  '.repeat(depth)}“${name.trim()}”`]
    : shown
      ? [`${'  '.repeat(depth)}${[role, name && `“${name}”`, ...states].filter(Boolean).join(' ')}`]
      : [];
  return [...own, ...children.flatMap((each) => lines(each, depth + (shown ? 1 : 0), shown ? name : inside))];
}

async function tree(): Promise<string> {
  const snapshot = await page.accessibility.snapshot({ interestingOnly: false });
  const text = snapshot ? lines(snapshot).join('\n') : '';
  // In some locales, a time ends with “AM” or “PM”. This ending is removed.
  return `\n${text.replace(/(\d\d:\d\d)\s[AP]M/g, '$1')}\n`;
}

const complete = accounts.filter(({ roles }) => roles !== null);

it('screen readers get the content of the list of roles', async () => {
  await open(popup(view({ profiles }), complete.slice(0, 3)));
  await page.waitForSelector('[role=option]');
  expect(await tree()).toMatchSnapshot();
});

it('screen readers get the content of a role’s card', async () => {
  await open();
  await find('administrator');
  await press('Enter');
  await page.waitForSelector('#profile-name');
  expect(await tree()).toMatchSnapshot();
});

it('screen readers get the content of a live profile’s card', async () => {
  await open(popup(view({ live: liveView([liveProfile()]) })));
  await page.click('[data-row="live team-a-dev-admin"]');
  await page.waitForSelector('.live-profile');
  expect(await tree()).toMatchSnapshot();
});

it('screen readers get the content of a role’s card if the native host is missing', async () => {
  await open(popup(view({ host: { state: 'failed', error: error('HOST_MISSING') } })));
  await find('administrator');
  await press('Enter');
  await page.waitForSelector('#profile-name');
  expect(await tree()).toMatchSnapshot();
});

it('screen readers get the content of a role’s card after a profile was written', async () => {
  await open();
  await find('administrator');
  await press('Enter');
  await page.waitForSelector('#profile-name');
  await press('Enter');
  await waitText('[role=status]', 'is ready, valid until');
  expect(await tree()).toMatchSnapshot();
});

it('screen readers get the content of the dialog that sets up CLI profiles', async () => {
  await open(popup(view(), complete.slice(0, 2), { 'popup/plan-cli-profiles': cliReply({ added: 3 }) }));
  await chooseIn('Menu', 'CLI profiles for all…');
  await waitText('.cli-summary', '3 to add');
  expect(await tree()).toMatchSnapshot();
});

it('screen readers get the content of the screen when nobody is signed in', async () => {
  const known = [{ startUrl: session().startUrl, label: session().label }];
  await open(popup(view({ sessions: [], current: null, known, profiles })));
  await button('Open hidden-corp').wait();
  expect(await text('h2')).toBe('Sign in to your AWS access portal');
  expect(await tree()).toMatchSnapshot();
});
