import { accountsInUse } from '#core/personal.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { Worker } from '../worker.ts';

/** Starts or takes up the listing of a session that is ready to be used. */
export async function listRoles(worker: Worker, session: LiveSession, force = false): Promise<void> {
  const { index, flights, personal } = worker;
  await index.ensure(session, flights.signal(session.id), force);
  index.prefer(session, accountsInUse(await personal.read(session)));
}

/** The current session if requests can be made for it, else null. */
export async function currentLive({ sessions }: Worker): Promise<LiveSession | null> {
  const current = await sessions.current();
  // What is missing shows as its own screen; there is nobody here to tell.
  return current && sessions.live(current.key).catch(() => null);
}

/** Lists for the current session, if there is one that can. */
export async function listCurrent(worker: Worker): Promise<void> {
  const session = await currentLive(worker);
  if (session) await listRoles(worker, session);
}

/** Takes up what a stopped worker left. */
export async function resumeListing(worker: Worker): Promise<void> {
  const current = await worker.sessions.current();
  if (current && !current.expired && (await worker.index.unfinished(current))) return listCurrent(worker);
  worker.index.rest();
}
