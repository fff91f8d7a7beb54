import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ask } from '../../ui/worker-client.ts';
import { debounce } from './debounce.ts';
import { type Row, unloaded } from './list-rows.ts';

/** How long the list must stay unchanged before the roles it shows are requested, in ms. */
const WAIT = 120;
/** The longest wait: roles that arrive redraw the list all the time. In ms. */
const MAX_WAIT = 300;
/** Accounts requested at once while searching, beyond the visible ones. */
const AHEAD = 50;

export interface RoleLoading {
  /** Ids of the accounts requested since the popup was opened. */
  readonly requested: ReadonlySet<string>;
  /** Requests the roles of these accounts now. */
  load(accountIds: readonly string[]): void;
  /** Takes the rows on screen; requests their missing roles once the list stays unchanged. */
  seen(rows: readonly Row[]): void;
}

/**
 * Loads the roles of accounts that are on screen or match the search, each once.
 * @param matches every row that the search found.
 * @param stopped the user stopped the listing, so only a search loads roles.
 */
export function useRoleLoading(
  session: string,
  matches: readonly Row[],
  searching: boolean,
  stopped: boolean,
): RoleLoading {
  const [requested, setRequested] = useState<ReadonlySet<string>>(new Set());
  const latest = useRef({ matches, searching, stopped, requested });
  latest.current = { matches, searching, stopped, requested };
  // Requests that were not answered before the listing stopped will not be answered later.
  useEffect(() => setRequested(new Set()), [stopped, session]);
  const load = useCallback(
    (accountIds: readonly string[]) => {
      if (accountIds.length === 0) return;
      setRequested((before) => new Set([...before, ...accountIds]));
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
  /** Every row that the search found. */
  readonly matches: readonly Row[];
  readonly searching: boolean;
  /** The user stopped the listing. */
  readonly stopped: boolean;
  /** Ids of the accounts requested already. */
  readonly requested: ReadonlySet<string>;
}

/** Ids of the accounts to request: first those on screen, then others that the search found. */
export function accountsToLoad(
  visible: readonly Row[],
  { matches, searching, stopped, requested }: LoadingState,
): string[] {
  if (stopped && !searching) return [];
  const accounts = [...unloaded(visible), ...(searching ? unloaded(matches).slice(0, AHEAD) : [])];
  return [...new Set(accounts.map(({ accountId }) => accountId))].filter((id) => !requested.has(id));
}
