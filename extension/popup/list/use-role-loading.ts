import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ask } from '../../ui/worker-client.ts';
import { debounce } from './debounce.ts';
import { type Row, unloaded } from './list-rows.ts';

/** The popup requests the missing roles when the list has not changed for this time. In ms. */
const WAIT = 120;
/**
 * The popup waits at most this time before it requests the missing roles, in ms. Without this limit it could wait too
 * long, because every role that arrives changes the list.
 */
const MAX_WAIT = 300;
/**
 * During a search, the popup also requests the roles of accounts that match but are not visible, for at most this
 * number of accounts.
 */
const AHEAD = 50;

const NONE: ReadonlySet<string> = new Set();

export interface RoleLoading {
  /** Ids of the accounts whose roles were requested since the popup was opened. */
  readonly requested: ReadonlySet<string>;
  /** Requests the roles of these accounts now. */
  load(accountIds: readonly string[]): void;
  /**
   * Call this after each render with the rows on screen. When the list has not changed for a short time, the missing
   * roles of these rows are requested.
   */
  seen(rows: readonly Row[]): void;
}

/**
 * Loads the roles of the accounts that are on screen or match the search. The roles of each account are requested only
 * once.
 * @param matches all rows that the search found.
 * @param stopped true if the user stopped the listing. Roles are then loaded only during a search.
 */
export function useRoleLoading(
  session: string,
  matches: readonly Row[],
  searching: boolean,
  stopped: boolean,
): RoleLoading {
  // When the listing stops, the worker does not answer the open requests. So after a stop, the accounts may be
  // requested again. The same is true after a change to another session.
  const round = `${stopped} ${session}`;
  const [asked, setAsked] = useState({ round, ids: NONE });
  const requested = asked.round === round ? asked.ids : NONE;
  const latest = useRef({ matches, searching, stopped, requested, round });
  latest.current = { matches, searching, stopped, requested, round };
  const load = useCallback(
    (accountIds: readonly string[]) => {
      if (accountIds.length === 0) return;
      setAsked((before) => {
        const { round: now } = latest.current;
        return { round: now, ids: new Set([...(before.round === now ? before.ids : NONE), ...accountIds]) };
      });
      void ask('popup/load-roles', { session, accountIds: [...accountIds] });
    },
    [session],
  );
  const loadShown = useMemo(
    () => debounce((rows: readonly Row[]) => load(accountsToLoad(rows, latest.current)), WAIT, MAX_WAIT),
    [load],
  );
  useEffect(() => loadShown.cancel, [loadShown]);
  return { requested, load, seen: loadShown.call };
}

export interface LoadingState {
  /** All rows that the search found. */
  readonly matches: readonly Row[];
  readonly searching: boolean;
  /** Whether the user stopped the listing. */
  readonly stopped: boolean;
  /** Ids of the accounts whose roles were already requested. */
  readonly requested: ReadonlySet<string>;
}

/**
 * Ids of the accounts whose roles are requested next: first the accounts on screen, then other accounts that the search
 * found.
 */
export function accountsToLoad(
  visible: readonly Row[],
  { matches, searching, stopped, requested }: LoadingState,
): string[] {
  if (stopped && !searching) return [];
  const accounts = [...unloaded(visible), ...(searching ? unloaded(matches).slice(0, AHEAD) : [])];
  return [...new Set(accounts.map(({ accountId }) => accountId))].filter((id) => !requested.has(id));
}
