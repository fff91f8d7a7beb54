import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ask } from '../../ui/worker-client.ts';
import { atRest } from './debounce.ts';
import { type Row, unloaded } from './list-rows.ts';

/** How long the list must rest before what it shows is asked for, in ms. */
const REST = 120;
/** Roles that come in draw the list again all the time; what it shows is asked for after this all the same, in ms. */
const PATIENCE = 300;
/** Accounts asked for at once while searching: what a person may look at next. */
const AHEAD = 50;

export interface RoleLoading {
  /** Ids of accounts asked for in this opening. */
  readonly asked: ReadonlySet<string>;
  /** Asks for these accounts now. */
  load(accountIds: readonly string[]): void;
  /** The rows on screen; their missing roles are asked for once the list rests. */
  seen(rows: readonly Row[]): void;
}

/**
 * Loads the roles of accounts that are looked at or searched for, each once, without being asked to.
 * @param stopped the user has stopped the listing: what is merely on screen is left alone.
 */
export function useRoleLoading(
  session: string,
  matches: readonly Row[],
  searching: boolean,
  stopped: boolean,
): RoleLoading {
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set());
  const latest = useRef({ matches, searching, stopped, asked });
  latest.current = { matches, searching, stopped, asked };
  // What was asked for and has not come will not come unless it is asked for again.
  useEffect(() => setAsked(new Set()), [stopped, session]);
  const load = useCallback(
    (accountIds: readonly string[]) => {
      if (accountIds.length === 0) return;
      setAsked((before) => new Set([...before, ...accountIds]));
      void ask('popup/load-roles', { session, accountIds: [...accountIds] });
    },
    [session],
  );
  const shown = useMemo(
    () => atRest((rows: readonly Row[]) => load(missing(rows, latest.current)), REST, PATIENCE),
    [load],
  );
  useEffect(() => shown.stop, [shown]);
  return { asked, load, seen: shown.next };
}

interface Wanted {
  readonly matches: readonly Row[];
  readonly searching: boolean;
  readonly stopped: boolean;
  readonly asked: ReadonlySet<string>;
}

/** What is on screen first, then what the search found beyond it. */
function missing(visible: readonly Row[], { matches, searching, stopped, asked }: Wanted): string[] {
  if (stopped && !searching) return [];
  const wanted = [...unloaded(visible), ...(searching ? unloaded(matches).slice(0, AHEAD) : [])];
  return [...new Set(wanted.map(({ accountId }) => accountId))].filter((id) => !asked.has(id));
}
