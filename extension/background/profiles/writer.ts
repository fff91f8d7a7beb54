import type { RoleCredentials } from '#core/credentials.ts';
import { KeyferryError, toErrorReply } from '#core/errors.ts';
import { type ProfileName, profileName } from '#core/names/profile-name.ts';
import type { MessageBody, WrittenTogether } from '#core/protocol/messages.ts';
import { roleKey } from '#core/role-key.ts';
import { endingWith, stillThere } from '../credentials/source.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { Worker } from '../worker.ts';
import { regionFor } from './region-for.ts';
import type { Writing } from './write-progress.ts';

type Wish = MessageBody<'popup/write-profiles'>;

interface Wanted {
  readonly accountId: string;
  readonly roleName: string;
  readonly name: ProfileName;
}

interface Fetched {
  readonly role: Wanted;
  readonly credentials: RoleCredentials;
}

type Failed = Extract<WrittenTogether, { is: 'not-fetched' }>['failed'][number];

/** Not a matter of one role: what makes one fail so makes all fail. */
const OF_ALL: ReadonlySet<string> = new Set(['SESSION_EXPIRED', 'SESSION_CHANGED', 'ACCESS_WITHHELD']);

function read(roles: Wish['roles']): Wanted[] {
  const wanted = roles.map((role) => ({ ...role, name: profileName(role.name) }));
  const seen = new Set<string>();
  for (const { name } of wanted) {
    if (seen.has(name)) throw new KeyferryError('NAMES_COLLIDE', { name });
    seen.add(name);
  }
  return wanted;
}

/** One request, in its turn; none where the credentials are still held from a write that came to nothing. */
async function fetchOne(worker: Worker, session: LiveSession, { accountId, roleName }: Wanted, writing: Writing) {
  const role = { accountId, roleName };
  const held = worker.held.take(session, role);
  const credentials =
    held ??
    (await endingWith(worker, session, () =>
      // A person waits for these, so they go before the listing.
      worker.api.patient(session, (sso, access) => sso.credentials(access, role), {
        signal: writing.signal,
        first: true,
      }),
    ));
  writing.step();
  return credentials;
}

/** What a role's request came to. A failure that concerns all roles ends the others' too. */
async function outcomeOf(role: Wanted, asked: Promise<RoleCredentials>, writing: Writing): Promise<Fetched | Failed> {
  try {
    return { role, credentials: await asked };
  } catch (error) {
    const { code, message } = toErrorReply(error, 'write-together');
    if (OF_ALL.has(code)) writing.stop(error);
    return { accountId: role.accountId, roleName: role.roleName, code, message };
  }
}

/** All roles at once, each as the limiter lets it. */
async function fetchAll(worker: Worker, session: LiveSession, wanted: readonly Wanted[], writing: Writing) {
  const asked = new Map<string, Promise<RoleCredentials>>();
  const ask = (role: Wanted) => {
    const request = asked.get(roleKey(role)) ?? fetchOne(worker, session, role, writing);
    asked.set(roleKey(role), request);
    return request;
  };
  const outcomes = await Promise.all(wanted.map((role) => outcomeOf(role, ask(role), writing)));
  writing.signal.throwIfAborted();
  return {
    fetched: outcomes.filter((each): each is Fetched => 'credentials' in each),
    failed: outcomes.filter((each): each is Failed => 'code' in each),
  };
}

/** One frame for all, all or nothing. */
async function writeAll(worker: Worker, session: LiveSession, fetched: readonly Fetched[], { replace, seen }: Wish) {
  const profiles = await Promise.all(
    fetched.map(async ({ role, credentials }) => ({
      ...role,
      credentials,
      ...(await regionFor(worker, session, role)),
    })),
  );
  const confirmed = { replace, ...(seen !== undefined && { seen }) };
  await worker.host.request('write-profiles', { profiles, portal: session.startUrl, ...confirmed });
}

/** Credentials of a write that came to nothing wait a moment for the next try, which then asks for the others only. */
function holdAll(worker: Worker, session: LiveSession, fetched: readonly Fetched[]): void {
  for (const { role, credentials } of fetched) worker.held.hold(session, role, credentials);
}

async function write(worker: Worker, session: LiveSession, wish: Wish, writing: Writing): Promise<WrittenTogether> {
  const { fetched, failed } = await fetchAll(worker, session, read(wish.roles), writing);
  if (!(await stillThere(worker, session))) throw new KeyferryError('SESSION_CHANGED');
  if (failed.length > 0) {
    holdAll(worker, session, fetched);
    return { is: 'not-fetched', failed };
  }
  writing.signal.throwIfAborted();
  await writeAll(worker, session, fetched, wish).catch((error) => {
    holdAll(worker, session, fetched);
    throw error;
  });
  for (const { role } of fetched) worker.personal.used(session, role, role.name);
  void worker.profiles.refresh();
  const ends = fetched.map(({ credentials }) => credentials.expiration);
  return { is: 'written', names: fetched.map(({ role }) => role.name), expiration: Math.min(...ends) };
}

/**
 * Writes several roles in one frame, or none of them.
 * @throws KeyferryError NAME_INVALID, NAMES_COLLIDE, and as sessions and the host do; nothing is written then.
 */
export async function writeTogether(worker: Worker, wish: Wish): Promise<WrittenTogether> {
  read(wish.roles);
  const session = await worker.sessions.live(wish.session);
  // A host that is not there is asked before the portal, so that no credentials are fetched for nothing.
  await worker.host.connect();
  const writing = worker.writing.begin(wish.roles.length);
  try {
    return await write(worker, session, wish, writing);
  } finally {
    writing.end();
  }
}
