import { type Row, roleOf } from './list/list-rows.ts';
import { NOTHING_CHOSEN, selectionAfter } from './list/selection.ts';
import type { CopyFormats } from './role/copy-formats.ts';
import { draftFor, isWritable, type ProfileDraft } from './role/suggested-names.ts';
import type { ChooseMode, Intent } from './shell/keys.ts';
import { useKeys } from './shell/use-keys.ts';
import type { WorkspaceState } from './use-workspace.ts';

/** What a row's action does, by the row it is for. */
type RowIntent = (row: Row) => void;

/**
 * Carries out what key presses mean while a portal is in use: for the open card, else for the active row.
 * @returns makes a handler for clicks in a row. Like a key, a click makes the row the active one.
 */
export function useIntents(
  workspace: WorkspaceState,
  formats: CopyFormats,
  onHelp: () => void,
): (intent: Intent) => RowIntent {
  const { list, card, loading, naming, actions, roles, selection, setSelection } = workspace;
  const draftAt = (row: Row | undefined): ProfileDraft | null => {
    const role = roleOf(row);
    return card.draft ?? (role && draftFor(role, naming));
  };
  const open = (row: Row | undefined) => {
    if (!row) return;
    list.activate(row);
    if (row.is === 'unloaded') return loading.load([row.hit.account.accountId]);
    const role = roleOf(row);
    actions.dismiss();
    card.open(role && draftFor(role, naming));
  };
  const choose = (mode: ChooseMode, row: Row | undefined, to?: Row) =>
    setSelection((before) => selectionAfter(before, mode, list.found.rows, row, to));
  const move = (options: number, choosing = false) => {
    const from = list.row;
    const to = list.moveBy(options);
    if (choosing) choose('range', from, to);
  };
  const write = (draft: ProfileDraft | null) => {
    if (draft && isWritable(draft)) roles.write(draft.role, draft.name);
  };
  const copy = (draft: ProfileDraft | null, index: number) => {
    const format = formats.buttons[index];
    if (draft && format) roles.copy(draft.role, format, draft.name);
  };
  /** @returns whether there was anything to clear: the search, else the selection. */
  const clear = (): boolean => {
    if (list.query !== '') list.setQuery('');
    else if (selection.keys.size > 0) setSelection(NOTHING_CHOSEN);
    else return false;
    return true;
  };
  const withRole = (act: RoleAction, row: Row | undefined) => {
    const role = card.draft?.role ?? roleOf(row);
    if (role) act(role);
  };

  /** @returns whether the intent was carried out; otherwise the key keeps its own meaning. */
  const perform = (intent: Intent, row = list.row): boolean => {
    if (intent.is === 'move') move(intent.by, intent.choosing);
    else if (intent.is === 'choose') choose(intent.mode, row);
    else if (intent.is === 'open') open(row);
    else if (intent.is === 'back') closeCard(workspace);
    else if (intent.is === 'clear') return clear();
    else if (intent.is === 'write') write(draftAt(row));
    else if (intent.is === 'copy') copy(draftAt(row), intent.at);
    else if (intent.is === 'console') withRole(roles.openConsole, row);
    else if (intent.is === 'favourite') withRole(roles.toggleFavourite, row);
    else if (intent.is === 'help') onHelp();
    else {
      // The browser then types the key where the focus is.
      if (intent.is === 'type') document.getElementById('search')?.focus();
      return false;
    }
    return true;
  };
  useKeys({ screen: card.draft ? 'card' : 'list', query: list.query }, perform);
  return (intent) => (row) => {
    list.activate(row);
    perform(intent, row);
  };
}

type RoleAction = WorkspaceState['roles']['openConsole'];

/** Goes back from the card to the list. */
export function closeCard({ actions, card }: Pick<WorkspaceState, 'actions' | 'card'>): void {
  actions.dismiss();
  card.open(null);
}
