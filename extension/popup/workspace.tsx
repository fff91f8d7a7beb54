import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { LockedPortal, RoleIndex, SessionView, View } from '#core/messages.ts';
import type { Settings } from '#core/settings.ts';
import { ask } from '../ui/worker-client.ts';
import { openPortal } from './allow-access.ts';
import type { Chosen } from './chosen.ts';
import type { CliWish } from './cli/wish.ts';
import type { How, Intent } from './keys.ts';
import type { RoleParts } from './lazy-role-parts.ts';
import type { Row } from './list-rows.ts';
import { ListScreen } from './list-screen.tsx';
import { RecentPlace } from './recent-place.tsx';
import type { Target } from './target.ts';
import { type Outcome, useActions } from './use-actions.ts';
import { useKeys } from './use-keys.ts';
import { useList } from './use-list.ts';
import { useRoleLoading } from './use-role-loading.ts';
import type { WorkerState } from './use-worker-state.ts';

interface Props {
  readonly session: SessionView;
  readonly view: View;
  readonly state: WorkerState;
  readonly settings: Settings;
  /** Null for the moment in which they are still loading. */
  readonly parts: RoleParts | null;
  readonly now: number;
  onHelp(): void;
  onReview(key: string): void;
  onAllow(): void;
  onUnlock(portal: LockedPortal): void;
}

const NO_ACCOUNTS: RoleIndex['accounts'] = [];
const NONE: Chosen = { keys: new Set(), last: null };

/** Whether the last action already says what is wrong with the host, remedy and all. */
const saysOfHost = (outcome: Outcome | null, host: View['host']) =>
  outcome?.is === 'failed' && host.state === 'failed' && outcome.error.code === host.error.code;

/** A portal in use: its list, the card of the role that is open, and what the last action came to. */
export function Workspace({ session, view, state, settings, parts, now, ...on }: Props) {
  const accounts = state.index?.accounts ?? NO_ACCOUNTS;
  const list = useList(accounts);
  const [card, setCard] = useState<Target | null>(null);
  const [chosen, setChosen] = useState(NONE);
  const [cli, setCli] = useState<CliWish | null>(null);
  const waiting = useRef<Intent | null>(null);
  const loading = useRoleLoading(
    session.key,
    list.found.rows,
    list.query.trim() !== '',
    view.listing.phase === 'stopped',
  );
  const actions = useActions(session, settings.defaultRegion, parts);

  const target = (row: Row | undefined) => parts?.targetOf(row, accounts, settings.nameTemplate) ?? null;
  const recent = view.profiles.filter(({ portal }) => portal === session.startUrl);
  const tell = (kind: 'popup/refresh' | 'popup/stop-listing' | 'popup/resume-listing' | 'popup/seen-changes') => () =>
    void ask(kind, { session: session.key });
  const refresh = tell('popup/refresh');
  const changes = state.index?.changes;
  const fresh = useMemo(() => new Set(changes?.added), [changes]);
  const write = (at: Target | null) => {
    if (at && parts?.isWritable(at)) actions.write(at.role, at.name);
  };
  const open = (row: Row | undefined) => {
    if (!row) return;
    list.activate(row);
    if (!parts) {
      waiting.current = { is: 'open' };
      return;
    }
    if (row.is === 'unloaded') return loading.load([row.hit.account.accountId]);
    actions.dismiss();
    setCard(target(row));
  };
  const choose = (how: How, row: Row | undefined, to?: Row) =>
    setChosen((before) => parts?.chosenAfter(before, how, list.found.rows, row, to) ?? before);
  const cliWish = (roles: 'all' | readonly Target['role'][]) => parts?.cliWish(roles, accounts, view.listing) ?? null;
  const whole = useMemo(() => cliWish('all'), [parts, accounts, view.listing.phase]);
  const back = () => {
    actions.dismiss();
    setCard(null);
  };
  const copy = (at: Target | null, index: number) => {
    const format = parts?.formats.buttons[index];
    if (at && format) actions.copy(at.role, format, at.name);
  };
  const openConsole = () => {
    const at = card ?? target(list.row);
    if (at) actions.openConsole(at.role);
  };

  const obey = (intent: Intent): boolean => {
    if (!parts && ['open', 'write', 'copy', 'console', 'choose'].includes(intent.is)) {
      // Meant for the row of this moment, whatever has come in above it by then.
      if (list.row) list.activate(list.row);
      waiting.current = intent;
      return true;
    }
    if (intent.is === 'move') {
      const to = list.moveBy(intent.by);
      if (intent.choosing) choose('range', list.row, to);
    } else if (intent.is === 'choose') choose(intent.how, list.row);
    else if (intent.is === 'open') open(list.row);
    else if (intent.is === 'back') back();
    else if (intent.is === 'clear') list.setQuery('');
    else if (intent.is === 'write') write(card ?? target(list.row));
    else if (intent.is === 'copy') copy(card ?? target(list.row), intent.at);
    else if (intent.is === 'console') openConsole();
    else if (intent.is === 'help') on.onHelp();
    else {
      // The key itself is left to the browser, which types it where the focus is by then.
      if (intent.is === 'type') document.getElementById('search')?.focus();
      return false;
    }
    return true;
  };
  // A key pressed before the parts were there is obeyed once they are.
  useEffect(() => {
    if (parts && waiting.current) obey(waiting.current);
    waiting.current = null;
  }, [parts]);
  useKeys({ screen: card ? 'card' : 'list', query: list.query }, obey);

  return (
    <>
      {parts && (
        <parts.TopBanner
          {...{ listing: view.listing, withheld: view.withheld, failure: state.failure }}
          unknown={view.sessions.find(({ trusted, expired }) => !trusted && !expired)}
          onRefresh={refresh}
          onRetry={state.reopen}
          locked={view.locked.find(({ wasReadable }) => !wasReadable)}
          onAllow={on.onAllow}
          onReview={on.onReview}
          onUnlock={on.onUnlock}
        />
      )}
      {card && parts ? (
        <parts.RoleCard
          {...card}
          formats={parts.formats}
          busy={actions.outcome?.is === 'busy'}
          onName={(name) => setCard({ ...card, name })}
          onBack={back}
          onWrite={() => write(card)}
          onCopy={(format) => actions.copy(card.role, format, card.name)}
          onConsole={() => actions.openConsole(card.role)}
          onConsoleLink={() => actions.copyConsoleLink(card.role)}
          onCli={() => setCli(cliWish([card.role]))}
        />
      ) : (
        <ListScreen
          list={list}
          listing={view.listing}
          loading={loading}
          onOpen={open}
          onWrite={(row) => {
            list.activate(row);
            write(target(row));
          }}
          onRefresh={refresh}
          onCli={whole && (() => setCli(whole))}
          onStop={tell('popup/stop-listing')}
          onResume={tell('popup/resume-listing')}
          fresh={fresh}
          news={parts && changes && <parts.ListNews {...{ changes, accounts, onSeen: tell('popup/seen-changes') }} />}
          chosen={chosen.keys}
          onChoose={(row, how) => {
            list.activate(row);
            choose(how, row);
          }}
          foot={
            parts &&
            (chosen.keys.size > 0 || view.writing) && (
              <parts.ChosenBar
                {...{ chosen, accounts, actions }}
                {...{ session: session.key, rows: list.found.rows, writing: view.writing }}
                template={settings.nameTemplate}
                onChosen={setChosen}
                onCli={(roles) => setCli(cliWish(roles))}
              />
            )
          }
        >
          <RecentPlace profiles={recent} hidden={list.query.trim() !== ''}>
            {parts && <parts.Recent {...{ session: session.key, profiles: recent, accounts, now, actions }} />}
          </RecentPlace>
        </ListScreen>
      )}
      {parts && (
        <parts.OutcomePanel
          outcome={actions.outcome}
          now={now}
          steps={{ signIn: () => openPortal(session.startUrl), refresh, allow: on.onAllow }}
        />
      )}
      {parts && !saysOfHost(actions.outcome, view.host) && <parts.HostBanner host={view.host} />}
      {parts && whole && <parts.CliNewsLine news={view.cliNews} onReview={() => setCli(whole)} />}
      {parts && (
        <parts.CliSetUp
          {...{ session: session.key, wish: cli, accounts, template: settings.nameTemplate, profiles: recent, actions }}
          onClose={() => setCli(null)}
          onSaved={() => setChosen(NONE)}
        />
      )}
      {actions.question && parts && <parts.ReplaceDialog question={actions.question} onAnswer={actions.answer} />}
    </>
  );
}
