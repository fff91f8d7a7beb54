import type { ComponentChildren } from 'preact';
import type { Row } from './list-rows.ts';

/**
 * A heading that contains buttons. A listbox may not contain buttons. So the list has an empty row at this place, and
 * the heading is drawn over the empty row.
 */
export interface GroupBar {
  /** Key of the empty row. */
  readonly row: 'recent' | 'accounts';
  readonly content: ComponentChildren;
}

/**
 * Draws the headings that contain buttons. Each heading is drawn over its empty row. The headings scroll with the list.
 */
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

/** The heading above the written profiles: `Recent` and the button `Renew all`. */
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
