import { useMemo } from 'preact/hooks';
import { favouritesOf } from '#core/personal.ts';
import type { ListChanges, SessionView, View } from '#core/protocol/messages.ts';
import { ask } from '../ui/worker-client.ts';
import { ListChangesButton } from './list/list-changes.tsx';
import type { Row } from './list/list-rows.ts';
import { ListScreen } from './list/list-screen.tsx';
import { SelectionBar } from './list/selection-bar.tsx';
import type { Intent } from './shell/keys.ts';
import { renewAll } from './use-intents.ts';
import type { WorkspaceState } from './use-workspace.ts';

interface Props {
  readonly session: SessionView;
  readonly view: View;
  /** The roles that are new or gone, as long as the user has not marked these changes as seen. */
  readonly changes: ListChanges | null | undefined;
  readonly now: number;
  readonly workspace: WorkspaceState;
  /** Returns a function that carries out this intent for a row. */
  actOn(intent: Intent): (row: Row) => void;
}

/** The list, and the selection bar below the list. It connects both with the functions for their actions. */
export function WorkspaceList({ session, view, changes, now, workspace, actOn }: Props) {
  const { accounts, personal, profiles, list, loading, selection, setSelection, cli, actions, naming } = workspace;
  const favourites = useMemo(() => favouritesOf(personal), [personal]);
  const fresh = useMemo(() => new Set(changes?.added), [changes]);
  const send = (kind: 'popup/refresh' | 'popup/stop-listing' | 'popup/resume-listing' | 'popup/seen-changes') => () =>
    void ask(kind, { session: session.key });
  return (
    <ListScreen
      {...{ list, loading, favourites, fresh, now, listing: view.listing, chosen: selection.keys }}
      recentCount={profiles.length}
      onRenewAll={() => renewAll(workspace)}
      onOpen={actOn({ is: 'open' })}
      onWrite={actOn({ is: 'write' })}
      onConsole={actOn({ is: 'console' })}
      onServices={actOn({ is: 'services' })}
      onStar={actOn({ is: 'favourite' })}
      onChoose={(row, mode) => actOn({ is: 'choose', mode })(row)}
      onRefresh={send('popup/refresh')}
      onStop={send('popup/stop-listing')}
      onResume={send('popup/resume-listing')}
      changes={changes && <ListChangesButton {...{ changes, accounts, onSeen: send('popup/seen-changes') }} />}
      foot={
        (selection.keys.size > 0 || view.writing) && (
          <SelectionBar
            {...{ selection, accounts, actions, naming, session: session.key, writing: view.writing }}
            rows={list.found.rows}
            onSelection={setSelection}
            onCli={cli.start}
          />
        )
      }
    />
  );
}
