import { useMemo, useState } from 'preact/hooks';
import type { NameParts } from '#core/names/template.ts';
import { nothingPersonal, type Personal } from '#core/personal.ts';
import type { LiveView } from '#core/protocol/live-view.ts';
import type { IndexedAccount, ProfileView, RoleIndex, SessionView, View } from '#core/protocol/messages.ts';
import type { Settings } from '#core/settings.ts';
import type { Format } from '#core/shells/shell-export.ts';
import { type CliRequestState, useCliRequest } from './cli/use-cli-request.ts';
import { type Drafts, draftsFor } from './drafts.ts';
import { NOTHING_CHOSEN, type Selection } from './list/selection.ts';
import { type List, useList } from './list/use-list.ts';
import { type RoleLoading, useRoleLoading } from './list/use-role-loading.ts';
import { type LiveActions, useLiveActions } from './live/use-live-actions.ts';
import type { Actions } from './outcome/outcome-types.ts';
import { useActions } from './outcome/use-actions.ts';
import { recentProfiles } from './profiles/recent-profiles.ts';
import { type ProfileActions, useProfileActions } from './profiles/use-profile-actions.ts';
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
  /** The profiles that were written for this portal. */
  readonly profiles: readonly ProfileView[];
  readonly list: List;
  readonly loading: RoleLoading;
  readonly card: Card;
  /** The functions that make and write drafts of profiles. */
  readonly drafts: Drafts;
  readonly selection: Selection;
  /** Changes which roles are chosen. */
  setSelection(change: Selection | ((before: Selection) => Selection)): void;
  readonly cli: CliRequestState;
  readonly actions: Actions;
  readonly roles: RoleActions;
  readonly profileActions: ProfileActions;
  /** The live profiles of this portal, and their actions. */
  readonly live: LiveActions;
  /** The role for which the user chooses a page of the console, or null. */
  readonly consoleRole: NameParts | null;
  /** Opens the dialog in which the user chooses a page of the console for this role; null closes the dialog. */
  chooseConsolePage(role: NameParts | null): void;
  /** The format that the user copied last while this popup was open. Null if the user has copied nothing yet. */
  readonly lastCopied: Format | null;
}

const NO_ACCOUNTS: RoleIndex['accounts'] = [];

/** The profiles of this portal. The hook returns the same object until something in the profiles changes. */
function useProfilesOf({ profiles }: View, { startUrl }: SessionView): readonly ProfileView[] {
  const own = profiles.filter(({ portal }) => portal === startUrl);
  return useMemo(() => own, [JSON.stringify(own)]);
}

/** The live profiles of this portal. The hook returns the same object until something in the live profiles changes. */
function useLiveOf({ live }: View, { startUrl }: SessionView): LiveView {
  const own = { ...live, profiles: live.profiles.filter(({ portal }) => portal === startUrl) };
  return useMemo(() => own, [JSON.stringify(own)]);
}

/** Creates the state and the actions of the popup while a portal is in use. */
export function useWorkspace({ session, view, state, settings, savedQuery }: WorkspaceInput): WorkspaceState {
  const accounts = state.index?.accounts ?? NO_ACCOUNTS;
  const personal = state.personal ?? nothingPersonal;
  const taken = useMemo(
    () => takenBy(state.names, session.startUrl, view.live.profiles),
    [...[state.names, session.startUrl, view.live.profiles]],
  );
  const naming = { accounts, personal, template: settings.nameTemplate, portal: session.label, taken };
  const profiles = useProfilesOf(view, session);
  const ownLive = useLiveOf(view, session);
  const fresh = view.fresh.names;
  const recent = useMemo(
    () => recentProfiles({ profiles, live: ownLive, fresh }, accounts, personal),
    [profiles, ownLive, fresh, accounts, personal],
  );
  const actions = useActions();
  const [selection, setSelection] = useState(NOTHING_CHOSEN);
  const [consoleRole, chooseConsolePage] = useState<NameParts | null>(null);
  const [lastCopied, setLastCopied] = useState<Format | null>(null);
  const cli = useCliRequest(accounts, view);
  const otherName = (role: NameParts, name: string) => withOtherNames([{ ...role, name }], naming)[0]?.name ?? name;
  const roles = roleActions({
    session,
    personal,
    otherName,
    clockAheadMs: view.clockAheadMs ?? 0,
    defaultRegion: settings.defaultRegion,
    actions,
    onCopied: setLastCopied,
  });
  const drafts = draftsFor({
    session,
    naming,
    profiles,
    live: ownLive,
    settings,
    actions,
    roles,
    isWhole: cli.isWhole,
  });
  const card = useCard(naming, drafts.withKind);
  const list = useList({ accounts, personal: state.personal, recent, visible: card.draft === null, savedQuery });
  const searching = list.query.trim() !== '';
  const loading = useRoleLoading(session.key, list.found.rows, searching, view.listing.phase === 'stopped');
  const toSearch = () => document.getElementById('search')?.focus();
  const profileActions = useProfileActions(session.key, actions, toSearch);
  const live = useLiveActions(ownLive, actions, toSearch);
  return {
    ...{ accounts, personal, naming, profiles, list, loading, card, drafts, selection, setSelection, cli, actions },
    ...{ roles, profileActions, live, consoleRole, chooseConsolePage, lastCopied },
  };
}
