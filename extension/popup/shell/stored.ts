import { asPersonal, type Personal, personalKey } from '#core/personal.ts';
import { indexKey, NAMES_KEY, type RoleIndex, type UsedName, VIEW_KEY, type View } from '#core/protocol/view.ts';
import { api } from '../../ui/browser-api.ts';

/** What storage holds for the popup; shown before the worker is awake (docs/DECISIONS.md, 22). */
export interface Stored {
  readonly view: View | null;
  /** Profile names that are in use; empty until the host has listed them. */
  readonly names: readonly UsedName[];
  readonly index: RoleIndex | null;
  /** Belongs to the same session as `index`. */
  readonly personal: Personal | null;
}

/** What storage holds for one session. */
export type StoredSession = Pick<Stored, 'index' | 'personal'>;

/** `value` as a view. An older version of the worker may have written it: values of the wrong shape become null. */
export function asView(value: unknown): View | null {
  const view = value as Partial<View> | null | undefined;
  return Array.isArray(view?.sessions) &&
    view.listing &&
    view.host &&
    view.withheld &&
    view.locked &&
    view.ambiguous &&
    view.profiles
    ? (view as View)
    : null;
}

/** `value` as an index; values of the wrong shape become null. */
export function asIndex(value: unknown): RoleIndex | null {
  return Array.isArray((value as Partial<RoleIndex> | null | undefined)?.accounts) ? (value as RoleIndex) : null;
}

/** `value` as a list of names; values of the wrong shape become empty. */
export const asNames = (value: unknown): readonly UsedName[] => (Array.isArray(value) ? value : []);

/** One value of a session; that of a private window is in `storage.session`. */
async function readEither(key: string): Promise<unknown> {
  const [local, session] = await Promise.all([api.storage.local.get(key), api.storage.session.get(key)]);
  return session[key] ?? local[key];
}

/** Reads index and personal data of a session together, so that the list is rendered once. */
export async function readStoredSession(session: string | null | undefined): Promise<StoredSession> {
  if (!session) return { index: null, personal: null };
  const [index, personal] = await Promise.all([readEither(indexKey(session)), readEither(personalKey(session))]);
  return { index: asIndex(index), personal: asPersonal(personal) };
}

/** Reads the view, and the data of its current session. */
export async function readStored(): Promise<Stored> {
  const [stored, listed] = await Promise.all([api.storage.session.get(VIEW_KEY), api.storage.session.get(NAMES_KEY)]);
  const view = asView(stored[VIEW_KEY]);
  return { view, names: asNames(listed[NAMES_KEY]), ...(await readStoredSession(view?.current)) };
}
