import type { KnownClient } from '#core/protocol/live.ts';
import type { LiveProfile } from '../../../../extension/background/live/live-profile.ts';
import { type FakeWorker, popup, until } from '../fakes.ts';
import { fakePortal, startUrl } from '../portal-fake.ts';
import { complete, signedIn } from '../sessions/sessions-rig.ts';

export const ACCOUNT = '100000000000';
export const client: KnownClient = { program: 'terraform', isVerified: true };

export const named = (name: string, roleName = 'Admin', accountId = ACCOUNT) => ({ accountId, roleName, name });

export interface HostReply {
  readonly ok: boolean;
  readonly code?: string;
  readonly message?: string;
  readonly accountId?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly expiration: number };
}

let lastId = 1000;

/** Sends a request from the host to the worker. @returns the worker's reply. */
export async function hostAsks(
  { host }: Pick<FakeWorker, 'host'>,
  kind: string,
  body: Record<string, unknown> = {},
): Promise<HostReply> {
  lastId += 1;
  const id = lastId;
  host.say({ v: 1, id, kind, ...body });
  return (await until(() => host.replies.find((each) => each.id === id))) as unknown as HostReply;
}

/** Makes a new ticket. A ticket identifies one request for keys. */
export const ticket = (): string => {
  lastId += 1;
  return lastId.toString(16).padStart(16, '0');
};

/** Asks for the keys of a live profile as the host does. */
export const askKeys = (worker: Pick<FakeWorker, 'host'>, profile: string, given: Partial<KnownClient> = {}) =>
  hostAsks(worker, 'live-credentials', { profile, client: { ...client, ...given }, ticket: ticket() });

/** Sets up live profiles as the popup does. */
export const setUpLive = (
  { send }: Pick<FakeWorker, 'send'>,
  session: string,
  roles: readonly object[] = [named('dev')],
  form = 'live',
) => send(popup, 'popup/save-cli-profiles', { session, roles, form, whole: false, prune: [] });

/** A worker with a complete list and the live profile `dev`. */
export async function liveWorker(portal = fakePortal(), roles: readonly object[] = [named('dev')]) {
  const { worker, key } = await signedIn(portal);
  await complete(worker);
  const answer = await setUpLive(worker, key, roles);
  return { worker, portal, key, answer };
}

/** How many requests for keys the portal received. */
export const keyRequests = ({ paths }: { paths(): string[] }) =>
  paths().filter((path) => path === '/federation/credentials').length;

export const framesOf = ({ host }: Pick<FakeWorker, 'host'>, kind: string) =>
  host.frames.filter((frame) => frame.kind === kind);

/** A live profile for tests that do not start a worker. */
export const liveProfile = (given: Partial<LiveProfile> = {}): LiveProfile => ({
  ...{ name: 'dev', portal: startUrl, user: 'f'.repeat(32), accountId: ACCOUNT, roleName: 'Admin' },
  ...{ grant: 'session', isPaused: false, notForAgents: false, usedAt: null, usedBy: null, uses: 0 },
  ...given,
});
