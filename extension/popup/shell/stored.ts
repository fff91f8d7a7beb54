import { asPersonal, type Personal, personalKey } from '#core/personal.ts';
import {
  indexKey,
  NAMES_KEY,
  nothingFresh,
  nothingLive,
  type RoleIndex,
  type UsedName,
  VIEW_KEY,
  type View,
} from '#core/protocol/view.ts';
import { api } from '../../ui/browser-api.ts';

/** The stored data that the popup shows first, while the worker is still starting (docs/DECISIONS.md, 22). */
export interface Stored {
  readonly view: View | null;
  /** Profile names that are in use. The list is empty until the host has sent the names. */
  readonly names: readonly UsedName[];
  readonly index: RoleIndex | null;
  /** The personal data of the current session. `index` also belongs to this session. */
  readonly personal: Personal | null;
}

/** The stored data of one session. */
export type StoredSession = Pick<Stored, 'index' | 'personal'>;

/**
 * Reads `value` as a view. The result is null if the value has the wrong shape. An older version of the worker may have
 * written such a value.
 */
export function asView(value: unknown): View | null {
  const view = value as Partial<View> | null | undefined;
  return Array.isArray(view?.sessions) &&
    view.listing &&
    view.host &&
    view.withheld &&
    view.locked &&
    view.ambiguous &&
    view.profiles
    ? ({ live: nothingLive, fresh: nothingFresh, ...view } as View)
    : null;
}

/** Reads `value` as an index. The result is null if the value has the wrong shape. */
export function asIndex(value: unknown): RoleIndex | null {
  return Array.isArray((value as Partial<RoleIndex> | null | undefined)?.accounts) ? (value as RoleIndex) : null;
}

/** Reads `value` as a list of names. The result is an empty list if the value has the wrong shape. */
export const asNames = (value: unknown): readonly UsedName[] => (Array.isArray(value) ? value : []);

/** Reads one value of a session. For a private window, the value is in `storage.session`. */
async function readEither(key: string): Promise<unknown> {
  const [local, session] = await Promise.all([api.storage.local.get(key), api.storage.session.get(key)]);
  return session[key] ?? local[key];
}

/** Reads the index and the personal data of a session together, so that the list is rendered only once. */
export async function readStoredSession(session: string | null | undefined): Promise<StoredSession> {
  if (!session) return { index: null, personal: null };
  const [index, personal] = await Promise.all([readEither(indexKey(session)), readEither(personalKey(session))]);
  return { index: asIndex(index), personal: asPersonal(personal) };
}

/** Reads the view, and the data of the current session. */
export async function readStored(): Promise<Stored> {
  const [stored, listed] = await Promise.all([api.storage.session.get(VIEW_KEY), api.storage.session.get(NAMES_KEY)]);
  const view = asView(stored[VIEW_KEY]);
  return { view, names: asNames(listed[NAMES_KEY]), ...(await readStoredSession(view?.current)) };
}
