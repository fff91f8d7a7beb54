import { useEffect, useRef } from 'preact/hooks';
import type { Row } from '../list/list-rows.ts';
import type { Intent } from '../shell/keys.ts';

/** What is done with a row, by code that may still be loading. */
const OF_A_ROW: ReadonlySet<Intent['is']> = new Set(['open', 'write', 'copy', 'console', 'favour', 'choose']);

interface Waiting {
  readonly intent: Intent;
  /** Of the row it was meant for. */
  readonly key: string;
  /** Of the row at the other end, where it is about all between two. */
  readonly to: string | undefined;
  readonly query: string;
}

interface Shown {
  readonly rows: readonly Row[];
  readonly query: string;
}

type Obey = (intent: Intent, row: Row, to?: Row) => unknown;

/**
 * A key pressed before the code that obeys it was there is obeyed once it is, with the row it was meant for, whatever has
 * come in above that by then; not for another search than it was pressed in.
 * @returns whether an intent has to wait: then it was taken note of.
 */
export function useWaiting(isReady: boolean, { rows, query }: Shown, obey: Obey) {
  const waiting = useRef<readonly Waiting[]>([]);
  useEffect(() => {
    if (!isReady) return;
    const rowOf = (key: string | undefined) => rows.find((each) => each.key === key);
    for (const { intent, key, to, query: of } of waiting.current) {
      const row = rowOf(key);
      if (row && of === query) obey(intent, row, rowOf(to));
    }
    waiting.current = [];
  }, [isReady]);
  return (intent: Intent, row: Row | undefined, to: Row | undefined): boolean => {
    if (isReady || !OF_A_ROW.has(intent.is)) return false;
    if (row) waiting.current = [...waiting.current, { intent, key: row.key, to: to?.key, query }];
    return true;
  };
}
