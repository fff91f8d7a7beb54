import type { RoleCredentials } from '#core/credentials.ts';
import { type ErrorReply, KeyferryError, toErrorReply } from '#core/errors.ts';
import { profileName } from '#core/names/profile-name.ts';
import type { ProfileView, Renewal } from '#core/protocol/messages.ts';
import { roleKey } from '#core/role-key.ts';
import { fetchCredentials, stillThere } from '../credentials/source.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { Worker } from '../worker.ts';

type Failed = Renewal['failed'][number];
type Fetched = { readonly profile: ProfileView; readonly credentials: RoleCredentials };

const failure = (name: string, { code, message }: ErrorReply): Failed => ({ name, code, message });
const unknown = (name: string): Failed =>
  failure(name, toErrorReply(new KeyferryError('PROFILE_UNKNOWN', { name, file: 'the credentials file' }), 'renewal'));

/** One request for each role, however many profiles hold it. */
async function fetchAll(worker: Worker, session: LiveSession, profiles: readonly ProfileView[]) {
  const asked = new Map<string, Promise<RoleCredentials>>();
  const ask = ({ accountId, roleName }: ProfileView) => {
    const key = roleKey({ accountId, roleName });
    const request = asked.get(key) ?? fetchCredentials(worker, session, { accountId, roleName });
    asked.set(key, request);
    return request;
  };
  const fetched: Fetched[] = [];
  const failed: Failed[] = [];
  const work = profiles.map((profile) => ask(profile).then((credentials) => ({ profile, credentials })));
  for (const [at, each] of (await Promise.allSettled(work)).entries()) {
    if (each.status === 'fulfilled') fetched.push(each.value);
    else failed.push(failure(profiles[at]?.name ?? '', toErrorReply(each.reason, 'renewal')));
  }
  return { fetched, failed };
}

/** One frame for all. No region is named, so each profile keeps its own. */
async function writeAll(worker: Worker, session: LiveSession, fetched: readonly Fetched[]): Promise<void> {
  const profiles = fetched.map(({ profile: { name, accountId, roleName }, credentials }) => ({
    name: profileName(name),
    accountId,
    roleName,
    credentials,
  }));
  await worker.host.request('write-profiles', { profiles, portal: session.startUrl, replace: false });
}

/**
 * Renews profiles of the session's own portal. What role a name stands for is the host's word; a profile that came
 * from elsewhere is unknown here. What could be fetched is written, all of it or none.
 * @throws KeyferryError as sessions and the host do; nothing is written then.
 */
export async function renewProfiles(worker: Worker, key: string, names: readonly string[]): Promise<Renewal> {
  const session = await worker.sessions.live(key);
  const known = new Map((await worker.profiles.ask()).map((profile) => [profile.name, profile]));
  const wanted = [...new Set(names)].map((name) => ({ name, profile: known.get(name) }));
  const ours = wanted.flatMap(({ profile }) => (profile?.portal === session.startUrl ? [profile] : []));
  const strangers = wanted.filter(({ profile }) => profile?.portal !== session.startUrl);
  const { fetched, failed } = await fetchAll(worker, session, ours);
  if (fetched.length > 0) {
    if (!(await stillThere(worker, session))) throw new KeyferryError('SESSION_CHANGED');
    await writeAll(worker, session, fetched);
    void worker.profiles.refresh();
  }
  return {
    renewed: fetched.map(({ profile, credentials }) => ({ name: profile.name, expiration: credentials.expiration })),
    failed: [...strangers.map(({ name }) => unknown(name)), ...failed],
  };
}
