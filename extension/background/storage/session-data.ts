/**
 * The place of a session: its cookie store and its portal. A cookie store contains at most one session of each portal.
 */
export interface SessionPlace {
  /** The browser's cookie store. */
  readonly store: string;
  readonly startUrl: string;
}

/** The session to which stored data belongs. */
export interface DataOwner {
  /** The session key, as `sessionKey` gives it. */
  readonly key: string;
  readonly isPrivate: boolean;
  /** The signed-in user. Null while the user is unknown. */
  readonly user: string | null;
}

/**
 * The session key: one text that contains the cookie store, the start URL and the user. If the user is unknown, the
 * text contains the session's id. So two unknown users never share data.
 */
export function sessionKey(session: SessionPlace & { readonly user: string | null; readonly id: string }): string {
  const { store, startUrl, user, id } = session;
  return JSON.stringify(user === null ? [store, startUrl, null, id] : [store, startUrl, user]);
}

function partsOf(key: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(key);
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

/** The start URL and the user in a session key. Null if the user is unknown, or if the text is not a session key. */
export function userInKey(key: string): { readonly startUrl: string; readonly user: string } | null {
  const [, startUrl, user] = partsOf(key);
  return typeof startUrl === 'string' && typeof user === 'string' ? { startUrl, user } : null;
}

/** Whether a session key belongs to this portal, in any cookie store and for any user. */
export const isKeyOfPortal = (key: string, startUrl: string): boolean => partsOf(key)[1] === startUrl;
/** The start URL in a session key. */
export const startUrlOf = (key: string): string => String(partsOf(key)[1]);

/** Whether a session key belongs to this cookie store and portal, for any user. */
export function isKeyOf(key: string, { store, startUrl }: SessionPlace): boolean {
  return key.startsWith(`${JSON.stringify([store, startUrl]).slice(0, -1)},`);
}

/** Whether data of this session must not be written to disk (docs/DECISIONS.md, 18). */
export function staysInMemory({ isPrivate, user }: Pick<DataOwner, 'isPrivate' | 'user'>): boolean {
  return isPrivate || user === null;
}
