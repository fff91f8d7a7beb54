import type { Page } from 'puppeteer-core';
import type { View } from '#core/protocol/messages.ts';
import { sendAsPopup } from '../e2e/rig/live-profiles.ts';
import type { PortalEmulator } from '../portal-emulator/index.ts';

export const FRESH = 20;
export const LIVE = 5;

/** The roles of the emulator's main user, each with the name of its profile. */
function rolesOf({ organisation }: PortalEmulator) {
  return organisation.accounts
    .flatMap(({ accountId, roles }) => roles.map((roleName) => ({ accountId, roleName })))
    .map((role, nth) => ({ ...role, name: nth < FRESH ? `fresh-${nth}` : `live-${nth - FRESH}` }))
    .slice(0, FRESH + LIVE);
}

/**
 * Writes the fresh profiles and sets up the live profiles, with the same messages as the popup. @returns the names of
 * all profiles
 */
export async function setUpProfiles(popup: Page, emulator: PortalEmulator): Promise<readonly string[]> {
  const view = (await sendAsPopup(popup, 'popup/open', {})) as View;
  const session = view.current ?? '';
  const roles = rolesOf(emulator);
  const fresh = roles.slice(0, FRESH);
  await sendAsPopup(popup, 'popup/write-profiles', { session, roles: fresh, replace: false });
  await sendAsPopup(popup, 'popup/keep-fresh', { names: fresh.map(({ name }) => name), on: true });
  const live = roles.slice(FRESH);
  const wish = { session, roles: live, form: 'live', whole: false, prune: [] };
  await sendAsPopup(popup, 'popup/save-cli-profiles', wish);
  // With this permission, clients also get keys after a new sign-in. No person answers questions in this test.
  for (const { name } of live) await sendAsPopup(popup, 'popup/set-live-access', { name, grant: 'always' });
  return roles.map(({ name }) => name);
}
