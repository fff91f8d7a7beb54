import { KeyferryError } from '#core/errors.ts';
import type { Worker } from '../worker.ts';
import type { Session } from './session.ts';

/** Ends sessions: their requests, credentials held for them, their lists, and the host when none is left. */
async function end(worker: Worker, matches: (session: Session) => boolean): Promise<void> {
  const ended = await worker.sessions.forget(matches);
  if (ended.length === 0) return;
  worker.held.clear();
  for (const { key } of ended) worker.view.forgetListing(key);
  if ((await worker.sessions.all()).length === 0) worker.host.close();
}

/** The portal has signed out in this cookie store. Its list goes unless the user keeps it (docs/DECISIONS.md, 18). */
export async function endPlace(worker: Worker, place: Pick<Session, 'store' | 'startUrl'>): Promise<void> {
  await end(worker, ({ store, startUrl }) => store === place.store && startUrl === place.startUrl);
  await worker.indexStore.erasePlace(place, await worker.keepsIndex());
  await worker.personal.retirePlace(place);
  await worker.view.refresh();
}

/** The last private window has closed: it takes along whatever came from it. */
export async function endPrivate(worker: Worker): Promise<void> {
  const places = (await worker.sessions.all()).filter(({ isPrivate }) => isPrivate);
  await end(worker, ({ isPrivate }) => isPrivate);
  for (const place of places) {
    await worker.indexStore.erasePlace(place, false);
    await worker.personal.retirePlace(place);
  }
  await worker.places.remove(({ isPrivate }) => isPrivate);
  await Promise.all([worker.trust, worker.ways, worker.cliWhole].map((each) => each.forgetPrivate()));
  await worker.view.refresh();
}

/** Where the program is no longer installed, it took its lists along. */
async function forgetHostLists(worker: Worker): Promise<void> {
  try {
    await worker.host.request('forget-lists', {});
  } catch (error) {
    if (!(error instanceof KeyferryError && error.code === 'HOST_MISSING')) throw error;
  }
}

/** @throws KeyferryError HOST_* when the program could not be told; all that is the extension's own has gone then. */
export async function endEverything(worker: Worker): Promise<void> {
  const hasLists = await worker.cliWhole.isAny();
  await end(worker, () => true);
  await worker.trust.forgetAll();
  await worker.ways.forgetAll();
  await worker.places.remove(() => true);
  await worker.indexStore.eraseAll();
  await worker.personal.eraseAll();
  await worker.profiles.forget();
  await worker.cliWhole.forgetAll();
  await worker.cliNews.forget();
  await worker.view.refresh();
  if (hasLists) await forgetHostLists(worker);
}
