import type { Page } from 'puppeteer-core';
import { element } from '../../waiting.ts';
import { press, retype, sees } from './actions.ts';
import { openRole } from './open-role.ts';

/** A live profile that a test sets up. */
export interface LiveWish {
  /** The account's name in the list. */
  readonly account: string;
  readonly role: string;
  readonly profile: string;
  /** Whether the person lets Keyferry read cookies, so that the profile works after a restart of the browser. */
  readonly survivesRestart?: boolean;
}

/** Finds a role with the search and opens its card. @returns the account's id */
export async function openCard(popup: Page, { account, role }: Pick<LiveWish, 'account' | 'role'>): Promise<string> {
  await retype(popup, '#search', `${account} ${role}`);
  const accountId = await openRole(popup, new RegExp(`${account}.*${role}`));
  await element(popup, '#profile-name');
  return accountId;
}

/** Sets up one live profile in the popup's page, as a person does. @returns the account's id */
export async function setUpLive(popup: Page, wanted: LiveWish): Promise<string> {
  const accountId = await openCard(popup, wanted);
  await press(popup, 'radio', 'Live');
  await retype(popup, '#profile-name', wanted.profile);
  await press(popup, 'button', 'Write profile');
  await sees(popup, `Live profile ${wanted.profile} is ready, as long as you are signed in`);
  if (wanted.survivesRestart) {
    await press(popup, 'button', 'Allow reading cookies');
    await sees(popup, 'After a restart of the browser, this live profile works without a portal tab.');
  }
  await press(popup, 'button', 'Back to the list');
  return accountId;
}

/**
 * Sends a message to the worker, as the popup does.
 * @throws an error with the worker's sentence if the worker refuses the message
 */
export async function sendAsPopup(popup: Page, kind: string, body: Record<string, unknown>): Promise<unknown> {
  const answer = await popup.evaluate(
    (message) => chrome.runtime.sendMessage(JSON.parse(message)),
    JSON.stringify({ kind, body }),
  );
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
}

/** Sets when programs may use a live profile: after a question (`ask`) or in the whole session (`session`). */
export const setLiveAccess = (popup: Page, access: { readonly name: string; readonly grant: 'ask' | 'session' }) =>
  sendAsPopup(popup, 'popup/set-live-access', access);
