import { optionId, type Row } from './list-rows.ts';
import { RecentText, recentTitle } from './recent-row.tsx';
import { AccountText, RoleText, roleName, roleState } from './role-row.tsx';
import type { RowContext } from './row-actions.tsx';

interface Props {
  readonly row: Row;
  readonly active: boolean;
  readonly list: RowContext;
}

/** One row: a heading, a written profile, an account whose roles are not loaded, or a role. */
export function RowView({ row, active, list }: Props) {
  if (row.is === 'heading') {
    // Only the heading `Favourites` is drawn here. The other headings contain buttons, so group-bars.tsx draws these
    // headings over their rows.
    return (
      <div class="row heading" data-row={row.key} aria-hidden="true">
        {row.key === 'favourites' && <span class="group-title">Favourites</span>}
      </div>
    );
  }
  if (row.is === 'account') {
    return (
      <div class="row account" data-row={row.key} aria-hidden="true">
        <AccountText hit={row.hit} />
        {row.hit.roles?.length === 0 && <span class="muted hint">no roles</span>}
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search box handles the keys and refers to the active row
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the search box
    <div
      id={optionId(row)}
      class={row.is === 'role' && row.apart ? 'row role apart' : `row ${row.is}`}
      data-row={row.key}
      role="option"
      title={row.is === 'recent' ? recentTitle(row.recent, list.now) : undefined}
      aria-label={row.is === 'role' ? roleName(row, list) : undefined}
      aria-description={descriptionOf(row, list)}
      aria-selected={active}
      aria-checked={row.is === 'role' ? list.chosen.has(row.key) : undefined}
      aria-setsize={list.options}
      aria-posinset={row.option}
      onClick={(event) => {
        const mode = event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'one' : null;
        if (mode && row.is === 'role') list.onChoose(row, mode);
        else list.onOpen(row);
      }}
    >
      <OptionText row={row} list={list} />
    </div>
  );
}

type Option = Exclude<Row, { is: 'heading' | 'account' }>;

function descriptionOf(row: Option, list: RowContext): string | undefined {
  if (row.is === 'recent') return row.recent.production ? 'production' : undefined;
  return row.is === 'role' ? roleState(row, list) : undefined;
}

function OptionText({ row, list }: { row: Option; list: RowContext }) {
  if (row.is === 'recent') return <RecentText row={row} list={list} />;
  if (row.is === 'role') return <RoleText row={row} list={list} />;
  if (row.is === 'more') return <span class="name more-recent">Show all {row.count} profiles</span>;
  return (
    <>
      <AccountText hit={row.hit} />{' '}
      <span class="muted hint">{list.loading.has(row.hit.account.accountId) ? 'loading roles' : 'load roles'}</span>
    </>
  );
}
