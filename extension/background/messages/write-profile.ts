import type { RoleCredentials } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { profileName } from '#core/names/profile-name.ts';
import type { MessageBody } from '#core/protocol/messages.ts';
import { fetchCredentials, stillThere } from '../credentials/source.ts';
import { regionFor } from '../profiles/region-for.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { Worker } from '../worker.ts';
import type { Handler } from './router.ts';

type Wish = MessageBody<'popup/write-profile'>;

/** Refusals that the user may answer with "replace". */
const QUESTIONS: ReadonlySet<string> = new Set(['PROFILE_EXISTS', 'PROFILE_DEFAULT']);

/** A host that failed is asked before the portal, so that no credentials are fetched for nothing. */
async function credentialsFor(worker: Worker, session: LiveSession, wish: Wish): Promise<RoleCredentials> {
  const { accountId, roleName } = wish;
  const role = { accountId, roleName };
  const held = worker.held.take(session, role);
  if (held && wish.replace) return held;
  const connected = worker.host.connect();
  connected.catch(() => undefined);
  if (worker.host.view().state === 'failed') await connected;
  const [credentials] = await Promise.all([fetchCredentials(worker, session, role), connected]);
  return credentials;
}

/** One frame. Credentials whose write waits for the user's word are held for a moment. */
async function write(worker: Worker, session: LiveSession, wish: Wish, credentials: RoleCredentials): Promise<string> {
  const { accountId, roleName, replace, seen } = wish;
  const region = await regionFor(worker, session, wish);
  const profile = { name: profileName(wish.name), accountId, roleName, credentials, ...region };
  try {
    const body = { profiles: [profile], portal: session.startUrl, replace, ...(seen !== undefined && { seen }) };
    const { written } = await worker.host.request('write-profiles', body);
    return written[0] ?? wish.name;
  } catch (error) {
    const asks = error instanceof KeyferryError && QUESTIONS.has(error.code);
    if (asks) worker.held.hold(session, { accountId, roleName }, credentials);
    throw error;
  }
}

/** One request to the portal, one frame to the host; nothing is written for a session that ended in between. */
export function writeProfile(worker: Worker): Handler<'popup/write-profile'> {
  return async (wish) => {
    profileName(wish.name);
    const session = await worker.sessions.live(wish.session);
    const credentials = await credentialsFor(worker, session, wish);
    if (!(await stillThere(worker, session))) throw new KeyferryError('SESSION_CHANGED');
    const name = await write(worker, session, wish, credentials);
    worker.personal.used(session, { accountId: wish.accountId, roleName: wish.roleName }, name);
    void worker.profiles.refresh();
    return { name, expiration: credentials.expiration };
  };
}
