import type { PersonalStore } from '../storage/personal-store.ts';
import type { SessionPlace } from '../storage/session-data.ts';
import { type Session, samePlace } from './session.ts';
import type { Sessions } from './sessions.ts';
import type { AmbiguousPortals, UnreadablePortals } from './unreadable-portals.ts';

/** A table of data about portals. Each portal has one entry for normal windows and one entry for private windows. */
interface PortalEntries {
  forget(startUrl: string): Promise<void>;
  forgetPrivate(): Promise<void>;
  forgetAll(): Promise<void>;
}

export interface SignOutDeps {
  readonly sessions: Pick<Sessions, 'forget' | 'all'>;
  readonly unreadable: Pick<UnreadablePortals, 'remove'>;
  readonly ambiguous: Pick<AmbiguousPortals, 'remove'>;
  readonly personal: Pick<PersonalStore, 'retirePlace' | 'erasePortal' | 'eraseAll'>;
  /** The stored lists of accounts and roles. */
  readonly lists: {
    /** Erases the lists of a portal in one cookie store. @param keepDisk true if a list on disk must be kept. */
    erasePlace(place: SessionPlace, keepDisk: boolean): Promise<void>;
    /** Erases the lists of a portal in every cookie store, for every user. */
    erasePortal(startUrl: string): Promise<void>;
    eraseAll(): Promise<void>;
  };
  /** Whether the user wants lists to stay on disk after signing out. */
  readonly keepsLists: () => Promise<boolean>;
  /** All tables of data about portals. The first table contains the person's confirmations. */
  readonly tables: readonly PortalEntries[];
  /** Called when sessions have ended. @param last true if no session is left. */
  readonly ended: (sessions: readonly Session[], last: boolean) => void;
  /** Publishes the view. */
  readonly refresh: () => Promise<unknown>;
}

/** Ends sessions. This cancels their requests and erases the data that was stored for them. */
export interface SignOut {
  /** Call this when the user signed out. Erases the list unless the user wants to keep it (docs/DECISIONS.md, 18). */
  endPlace(place: SessionPlace): Promise<void>;
  /** Call this after the last private window closed. Erases all data from private windows. */
  endPrivate(): Promise<void>;
  /**
   * Ends every session of a portal and erases all stored data about it. The confirmation is erased last. So if an error
   * occurs, the portal is still in the list of portals, and the person can try again.
   */
  endPortal(startUrl: string): Promise<void>;
  /** Ends every session and erases all stored data except the settings. */
  endAll(): Promise<void>;
}

/** Creates the part that ends sessions. */
export function createSignOut(deps: SignOutDeps): SignOut {
  const { sessions, unreadable, ambiguous, personal, lists, tables, refresh } = deps;

  async function end(matches: (session: Session) => boolean): Promise<void> {
    const ended = await sessions.forget(matches);
    if (ended.length > 0) deps.ended(ended, (await sessions.all()).length === 0);
  }

  return {
    async endPlace(place) {
      await end((session) => samePlace(session, place));
      await lists.erasePlace(place, await deps.keepsLists());
      await personal.retirePlace(place);
      await refresh();
    },
    async endPrivate() {
      const places = (await sessions.all()).filter(({ isPrivate }) => isPrivate);
      await end(({ isPrivate }) => isPrivate);
      for (const place of places) {
        await lists.erasePlace(place, false);
        await personal.retirePlace(place);
      }
      await unreadable.remove(({ isPrivate }) => isPrivate);
      await ambiguous.remove(({ isPrivate }) => isPrivate);
      await Promise.all(tables.map((each) => each.forgetPrivate()));
      await refresh();
    },
    async endPortal(startUrl) {
      const isOfPortal = (each: { readonly startUrl: string }) => each.startUrl === startUrl;
      await end(isOfPortal);
      await lists.erasePortal(startUrl);
      await personal.erasePortal(startUrl);
      await unreadable.remove(isOfPortal);
      await ambiguous.remove(isOfPortal);
      for (const each of [...tables].reverse()) await each.forget(startUrl);
      await refresh();
    },
    async endAll() {
      await end(() => true);
      await Promise.all(tables.map((each) => each.forgetAll()));
      await unreadable.remove(() => true);
      await ambiguous.remove(() => true);
      await lists.eraseAll();
      await personal.eraseAll();
      await refresh();
    },
  };
}
