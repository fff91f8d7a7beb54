import { useMemo, useState } from 'preact/hooks';
import type { NameParts } from '#core/names/template.ts';
import { nothingPersonal, type Personal } from '#core/personal.ts';
import type { IndexedAccount, RoleIndex, SessionView, View } from '#core/protocol/messages.ts';
import type { Settings } from '#core/settings.ts';
import { type CliRequestState, useCliRequest } from './cli/use-cli-request.ts';
import { NOTHING_CHOSEN, type Selection } from './list/selection.ts';
import { type List, useList } from './list/use-list.ts';
import { type RoleLoading, useRoleLoading } from './list/use-role-loading.ts';
import type { Actions } from './outcome/outcome-types.ts';
import { useActions } from './outcome/use-actions.ts';
import { type RoleActions, roleActions } from './role/role-actions.ts';
import { type Naming, takenBy, withOtherNames } from './role/suggested-names.ts';
import { type Card, useCard } from './role/use-card.ts';
import type { WorkerState } from './shell/use-worker-state.ts';

export interface WorkspaceInput {
  readonly session: SessionView;
  readonly view: View;
  readonly state: WorkerState;
  readonly settings: Settings;
  /** The text in the search box. It stays when the workspace is unmounted. */
  readonly savedQuery: { current: string };
}

/** The state and the actions of the popup while a portal is in use. */
export interface WorkspaceState {
  readonly accounts: readonly IndexedAccount[];
  readonly personal: Personal;
  readonly naming: Naming;
  readonly list: List;
  readonly loading: RoleLoading;
  readonly card: Card;
  readonly selection: Selection;
  setSelection(change: Selection | ((before: Selection) => Selection)): void;
  readonly cli: CliRequestState;
  readonly actions: Actions;
  readonly roles: RoleActions;
}

const NO_ACCOUNTS: RoleIndex['accounts'] = [];

/** Combines the state of the list, the card, the selection and the actions. */
export function useWorkspace({ session, view, state, settings, savedQuery }: WorkspaceInput): WorkspaceState {
  const accounts = state.index?.accounts ?? NO_ACCOUNTS;
  const personal = state.personal ?? nothingPersonal;
  const taken = useMemo(() => takenBy(state.names, session.startUrl), [state.names, session.startUrl]);
  const naming = { accounts, personal, template: settings.nameTemplate, portal: session.label, taken };
  const card = useCard(naming);
  const [selection, setSelection] = useState(NOTHING_CHOSEN);
  const cli = useCliRequest(accounts, view);
  const list = useList(accounts, state.personal, card.draft === null, savedQuery);
  const searching = list.query.trim() !== '';
  const loading = useRoleLoading(session.key, list.found.rows, searching, view.listing.phase === 'stopped');
  const actions = useActions();
  const { clockAheadMs = 0 } = view;
  const otherName = (role: NameParts, name: string) => withOtherNames([{ ...role, name }], naming)[0]?.name ?? name;
  const roles = roleActions({
    session,
    personal,
    otherName,
    clockAheadMs,
    defaultRegion: settings.defaultRegion,
    actions,
  });
  return { accounts, personal, naming, list, loading, card, selection, setSelection, cli, actions, roles };
}
