import { indexKey, type RoleIndex, VIEW_KEY, type View } from '#core/view.ts';
import { api } from '../ui/browser-api.ts';

/** What storage holds for the popup; drawn before the worker is awake (docs/DECISIONS.md, 22). */
export interface Stored {
  readonly view: View | null;
  readonly index: RoleIndex | null;
}

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

/** The cached list of a session; a private window's is in memory only. */
export async function readIndex(session: string | null | undefined): Promise<RoleIndex | null> {
  if (!session) return null;
  const key = indexKey(session);
  const [kept, passing] = await Promise.all([api.storage.local.get(key), api.storage.session.get(key)]);
  return asIndex(passing[key]) ?? asIndex(kept[key]);
}

export async function readStored(): Promise<Stored> {
  const view = asView((await api.storage.session.get(VIEW_KEY))[VIEW_KEY]);
  return { view, index: await readIndex(view?.current) };
}
