import { expect } from 'vitest';
import type { View } from '#core/protocol/messages.ts';
import { announce, type FakeWorker, fakeWorker, popup, until, viewOf } from '../fakes.ts';
import { fakePortal, json, type Reply, startUrl } from '../portal-fake.ts';

/** The start URL of a second portal. */
export const other = 'https://other.awsapps.com/start';
/** A role that exists at the portal. */
export const role = { accountId: '111122223333', roleName: 'Admin' };

/** The keys of all sessions that the popup shows. */
export const keys = (worker: FakeWorker) => viewOf(worker).sessions.map(({ key }) => key);
/** The storage keys of the lists of accounts and roles, on disk and in memory. */
export const indexKeys = ({ local, session }: FakeWorker) =>
  [...local.data.keys(), ...session.data.keys()].filter((key) => key.startsWith('index '));

/** Confirms the portal of the announced session. @returns the new session key. */
export async function use(worker: FakeWorker, url = startUrl): Promise<string> {
  const key = viewOf(worker).sessions.find((each) => each.startUrl === url)?.key;
  const answer = await worker.send(popup, 'popup/use-portal', { session: key });
  expect(answer).toMatchObject({ ok: true });
  return (answer.value as View).current ?? '';
}

/** A worker with one session, whose portal is confirmed. */
export async function signedIn(portal = fakePortal()) {
  const worker = fakeWorker(portal);
  await announce(worker);
  return { worker, portal, key: await use(worker) };
}

export const complete = (worker: FakeWorker) => until(() => viewOf(worker).listing.phase === 'complete');
/** The session of this user, as the popup shows it. */
export const sessionOf = (worker: FakeWorker, user: string | null) =>
  viewOf(worker).sessions.find((each) => each.user === user);
/** Answers with which a portal returns the user of each token in `byToken`. For other tokens, the user is `nobody`. */
export const users = (byToken: Record<string, string>) => ({
  '/token/whoAmI': ({ token }: { token: string | null }): Reply =>
    json({ userIdentifier: byToken[token ?? ''] ?? 'nobody', expireDate: Date.now() + 3_600_000 }),
});
