import { asPersonal, type Personal, personalKey } from '#core/personal.ts';
import { indexKey, type RoleIndex, VIEW_KEY, type View } from '#core/protocol/view.ts';
import { api } from '../../ui/browser-api.ts';

/** What storage holds for the popup; drawn before the worker is awake (docs/DECISIONS.md, 22). */
export interface Stored {
  readonly view: View | null;
  readonly index: RoleIndex | null;
  /** Of the same session as the index. */
  readonly personal: Personal | null;
}

/** What storage holds of one session. */
export type Kept = Pick<Stored, 'index' | 'personal'>;

/** The worker wrote these, but perhaps an older version of it: what has not the outline is taken as absent. */
export function asView(value: unknown): View | null {
  const view = value as Partial<View> | null | undefined;
  return Array.isArray(view?.sessions) && view.listing && view.host && view.withheld && view.locked && view.profiles
    ? (view as View)
    : null;
}

export function asIndex(value: unknown): RoleIndex | null {
  return Array.isArray((value as Partial<RoleIndex> | null | undefined)?.accounts) ? (value as RoleIndex) : null;
}

/** One value of a session's; a private window's is in memory only. */
async function readEither(key: string): Promise<unknown> {
  const [kept, passing] = await Promise.all([api.storage.local.get(key), api.storage.session.get(key)]);
  return passing[key] ?? kept[key];
}

/** What is kept of a session, read together so that the list is drawn once. */
export async function readKept(session: string | null | undefined): Promise<Kept> {
  if (!session) return { index: null, personal: null };
  const [index, personal] = await Promise.all([readEither(indexKey(session)), readEither(personalKey(session))]);
  return { index: asIndex(index), personal: asPersonal(personal) };
}

export async function readStored(): Promise<Stored> {
  const view = asView((await api.storage.session.get(VIEW_KEY))[VIEW_KEY]);
  return { view, ...(await readKept(view?.current)) };
}
