import type { ComponentChildren } from 'preact';
import type { Row } from './list-rows.ts';

/** A heading with buttons. It is drawn over the empty row of its group, because a listbox may not contain buttons. */
export interface GroupBar {
  /** Key of the heading's row. */
  readonly row: 'recent' | 'accounts';
  readonly content: ComponentChildren;
}

/** Draws the headings at the places of their rows. They scroll with the list. */
export const GroupBars = ({ bars, rows }: { bars: readonly GroupBar[]; rows: readonly Row[] }) => (
  <>
    {bars.map(({ row, content }) => {
      const at = rows.findIndex(({ is, key }) => is === 'heading' && key === row);
      return (
        at >= 0 && (
          <div key={row} class="group-bar" style={{ top: `calc(${at} * var(--row))` }}>
            {content}
          </div>
        )
      );
    })}
  </>
);

/** `Recent … Renew all`: the heading of the written profiles. */
export const RecentBar = ({ count, onRenewAll }: { count: number; onRenewAll(): void }) => (
  <>
    <h2 class="group-title">Recent</h2>
    {count > 1 && (
      <button
        type="button"
        class="small quiet"
        title={`Renew all ${count} profiles (Alt+R)`}
        aria-keyshortcuts="Alt+R"
        onClick={onRenewAll}
      >
        Renew all
      </button>
    )}
  </>
);
