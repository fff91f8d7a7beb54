import type { NameParts } from '#core/names/template.ts';
import { type Row, roleOf } from './list/list-rows.ts';
import { NOTHING_CHOSEN, selectionAfter } from './list/selection.ts';
import type { RecentProfile } from './profiles/recent-profiles.ts';
import type { CopyFormats } from './role/copy-formats.ts';
import type { CardDraft } from './role/use-card.ts';
import type { ChooseMode, Intent } from './shell/keys.ts';
import { useKeys } from './shell/use-keys.ts';
import type { WorkspaceState } from './use-workspace.ts';

/** Carries out an action for a row. */
type RowIntent = (row: Row) => void;

/**
 * Carries out the action of each key press while a portal is in use. The action applies to the open card. If no card is
 * open, the action applies to the active row.
 * @returns a function that makes a click handler for a row. A click also makes the row active.
 */
export function useIntents(
  workspace: WorkspaceState,
  formats: CopyFormats,
  onHelp: () => void,
): (intent: Intent) => RowIntent {
  const { list, card, loading, drafts, actions, roles, selection, setSelection } = workspace;
  const draftAt = (row: Row | undefined): CardDraft | null => {
    if (card.draft) return card.draft;
    const role = roleOf(row);
    if (!role) return null;
    return row?.is === 'recent' ? drafts.ofRecent(role, row.recent) : drafts.of(role);
  };
  const open = (row: Row | undefined) => {
    if (!row) return;
    list.activate(row);
    if (row.is === 'more') return list.showAllRecent();
    if (row.is === 'unloaded') return loading.load([row.hit.account.accountId]);
    actions.dismiss();
    card.open(draftAt(row));
  };
  const choose = (mode: ChooseMode, row: Row | undefined, to?: Row) =>
    setSelection((before) => selectionAfter(before, mode, list.found.rows, row, to));
  const move = (options: number, choosing = false) => {
    const from = list.row;
    const to = list.moveBy(options);
    if (choosing) choose('range', from, to);
  };
  const write = (row: Row | undefined) => {
    const draft = draftAt(row);
    if (!card.draft && row?.is === 'recent') renewOrPause(workspace, row.recent);
    else if (draft) drafts.write(draft);
  };
  const copy = (draft: CardDraft | null, index: number) => {
    const format = formats.buttons[index];
    if (draft && format) roles.copy(draft.role, format, draft.name);
  };
  /**
   * Clears the search. If the search is empty, clears the selection.
   * @returns whether anything was cleared.
   */
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

  /**
   * Carries out the action of a key press.
   * @returns true if something was done. If false, the browser handles the key.
   */
  const perform = (intent: Intent, row = list.row): boolean => {
    if (intent.is === 'move') move(intent.by, intent.choosing);
    else if (intent.is === 'choose') choose(intent.mode, row);
    else if (intent.is === 'open') open(row);
    else if (intent.is === 'back') closeCard(workspace);
    else if (intent.is === 'clear') return clear();
    else if (intent.is === 'write') write(row);
    else if (intent.is === 'copy') copy(draftAt(row), intent.at);
    else if (intent.is === 'console') withRole((role) => roles.openConsole(role), row);
    else if (intent.is === 'services') withRole(workspace.chooseConsolePage, row);
    else if (intent.is === 'renew-all') renewAll(workspace);
    else if (intent.is === 'favourite') withRole(roles.toggleFavourite, row);
    else if (intent.is === 'help') onHelp();
    else {
      // The search box gets the focus here. The browser then types the character into the search box.
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

/**
 * What Ctrl+Enter does with a recent profile. It renews the keys of a profile with keys. It pauses or resumes a live
 * profile.
 */
function renewOrPause({ profileActions, live }: WorkspaceState, recent: RecentProfile): void {
  const { name } = recent.profile;
  if (recent.kind === 'keys') profileActions.renew([name]);
  else live.setPaused(name, !recent.profile.isPaused);
}

type RoleAction = (role: NameParts) => void;

/** Goes back from the card to the list. */
export function closeCard({ actions, card }: Pick<WorkspaceState, 'actions' | 'card'>): void {
  actions.dismiss();
  card.open(null);
}

/** Renews every profile that was written for this portal. */
export function renewAll({ profiles, profileActions }: Pick<WorkspaceState, 'profiles' | 'profileActions'>): void {
  if (profiles.length > 0) profileActions.renew(profiles.map(({ name }) => name));
}
