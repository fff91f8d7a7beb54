import type { Page } from 'puppeteer-core';

/** A live profile that a test sets up. */
export interface LiveWish {
  /** The account's name in the list. */
  readonly account: string;
  readonly role: string;
  readonly profile: string;
}

/** Sets up one live profile from the popup's page. @returns the account's id */
export async function setUpLive(popup: Page, wanted: LiveWish): Promise<string> {
  const { accountId, answer } = await popup.evaluate(
    async ({ account, role, profile }) => {
      // biome-ignore lint/suspicious/noExplicitAny: the page's own API
      const browser = (globalThis as any).chrome;
      const send = (kind: string, body: object) => browser.runtime.sendMessage({ kind, body });
      const { value: view } = await send('popup/open', {});
      const stored = await browser.storage.local.get(null);
      const [, index] = Object.entries(stored).find(([key]) => key.startsWith('index ')) as [
        string,
        { accounts: { accountId: string; accountName: string }[] },
      ];
      const accountId = index.accounts.find(({ accountName }) => accountName === account)?.accountId ?? '';
      const roles = [{ accountId, roleName: role, name: profile }];
      const body = { session: view.current, roles, form: 'live', whole: false, prune: [] };
      return { accountId, answer: await send('popup/save-cli-profiles', body) };
    },
    wanted as { account: string; role: string; profile: string },
  );
  if (!answer.ok) throw new Error(answer.message);
  return accountId;
}

/** Sends one message of the popup from the popup's page. @throws with the sentence of a refusal */
export async function sendAsPopup(popup: Page, kind: string, body: Record<string, unknown>): Promise<unknown> {
  const answer = await popup.evaluate(
    (message) => chrome.runtime.sendMessage(JSON.parse(message)),
    JSON.stringify({ kind, body }),
  );
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
}

/** Chooses who may use a live profile. */
export const setLiveAccess = (popup: Page, access: { readonly name: string; readonly grant: 'ask' | 'session' }) =>
  sendAsPopup(popup, 'popup/set-live-access', access);
