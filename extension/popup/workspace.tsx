import { useEffect, useMemo, useState } from 'preact/hooks';
import { favouritesOf, nothingPersonal } from '#core/personal.ts';
import type { LockedPortal, RoleIndex, SessionView, View } from '#core/protocol/messages.ts';
import type { Settings } from '#core/settings.ts';
import { ask } from '../ui/worker-client.ts';
import type { CliWish } from './cli/wish.ts';
import type { Row } from './list/list-rows.ts';
import { ListScreen } from './list/list-screen.tsx';
import type { Chosen } from './list/selection.ts';
import { useList } from './list/use-list.ts';
import { useRoleLoading } from './list/use-role-loading.ts';
import { type Outcome, useActions } from './outcome/use-actions.ts';
import { RecentPlace } from './profiles/recent-place.tsx';
import type { RoleParts } from './role/lazy-role-parts.ts';
import type { Target } from './role/suggested-names.ts';
import { useWaiting } from './role/use-waiting.ts';
import type { How, Intent } from './shell/keys.ts';
import { useKeys } from './shell/use-keys.ts';
import type { WorkerState } from './shell/use-worker-state.ts';
import { openPortal } from './sign-in/allow-access.ts';

interface Props {
  readonly session: SessionView;
  readonly view: View;
  readonly state: WorkerState;
  readonly settings: Settings;
  /** Null for the moment in which they are still loading. */
  readonly parts: RoleParts | null;
  readonly now: number;
  /** What is in the search box; outlives a session that turns out to be its user's. */
  readonly typed: { current: string };
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
export function Workspace({ session, view, state, settings, parts, now, typed, ...on }: Props) {
  const accounts = state.index?.accounts ?? NO_ACCOUNTS;
  const [card, setCard] = useState<Target | null>(null);
  const [chosen, setChosen] = useState(NONE);
  const [cli, setCli] = useState<CliWish | null>(null);
  const list = useList(accounts, state.personal, card === null, typed);
  const loading = useRoleLoading(
    session.key,
    list.found.rows,
    list.query.trim() !== '',
    view.listing.phase === 'stopped',
  );
  const personal = state.personal ?? nothingPersonal;
  const actions = useActions(session, { personal, defaultRegion: settings.defaultRegion }, parts);

  const favourites = useMemo(() => favouritesOf(personal), [personal]);
  const naming = { accounts, personal, template: settings.nameTemplate };
  const target = (row: Row | undefined) => parts?.targetOf(row, naming) ?? null;
  useEffect(() => {
    // Of the card as it is by then: a key may have closed it since this was drawn.
    if (parts) setCard((now) => now && parts.renamed(now, naming));
  }, [personal]);
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
    if (row.is === 'unloaded') return loading.load([row.hit.account.accountId]);
    actions.dismiss();
    setCard(target(row));
  };
  const choose = (how: How, row: Row | undefined, to?: Row) =>
    setChosen((before) => parts?.chosenAfter(before, how, list.found.rows, row, to) ?? before);
  const cliWish = (roles: 'all' | readonly Target['role'][]) =>
    parts?.cliWish(roles, accounts, view.listing, view.cliNews) ?? null;
  const whole = useMemo(() => cliWish('all'), [parts, accounts, view.listing.phase, view.cliNews]);
  const back = () => {
    actions.dismiss();
    setCard(null);
  };
  const copy = (at: Target | null, index: number) => {
    const format = parts?.formats.buttons[index];
    if (at && format) actions.copy(at.role, format, at.name);
  };
  const withRole = (act: (role: Target['role']) => void, row: Row | undefined) => {
    const at = card ?? target(row);
    if (at) act(at.role);
  };

  const mustWait = useWaiting(parts !== null, { rows: list.found.rows, query: list.query }, (...it) => obey(...it));
  const obey = (intent: Intent, row = list.row, to?: Row): boolean => {
    if (mustWait(intent, row, to)) return true;
    if (intent.is === 'move') {
      const reached = list.moveBy(intent.by);
      if (intent.choosing) obey({ is: 'choose', how: 'range' }, row, reached);
    } else if (intent.is === 'choose') choose(intent.how, row, to);
    else if (intent.is === 'open') open(row);
    else if (intent.is === 'back') back();
    else if (intent.is === 'clear') list.setQuery('');
    else if (intent.is === 'write') write(card ?? target(row));
    else if (intent.is === 'copy') copy(card ?? target(row), intent.at);
    else if (intent.is === 'console') withRole(actions.openConsole, row);
    else if (intent.is === 'favour') withRole(actions.favour, row);
    else if (intent.is === 'help') on.onHelp();
    else {
      // The key itself is left to the browser, which types it where the focus is by then.
      if (intent.is === 'type') document.getElementById('search')?.focus();
      return false;
    }
    return true;
  };
  /** A click on a row's own sign; like a key, it makes the row the active one. */
  const obeyAt = (intent: Intent) => (row: Row) => {
    list.activate(row);
    obey(intent, row);
  };
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
          {...{ session, settings, personal }}
          formats={parts.formats}
          busy={actions.outcome?.is === 'busy'}
          onName={(name) => setCard({ ...card, name })}
          onBack={back}
          onWrite={() => write(card)}
          onCopy={(format) => actions.copy(card.role, format, card.name)}
          onConsole={() => actions.openConsole(card.role)}
          onFavour={() => actions.favour(card.role)}
          onTell={actions.tell}
          onConsoleLink={() => actions.copyConsoleLink(card.role)}
          onCli={() => setCli(cliWish([card.role]))}
        />
      ) : (
        <ListScreen
          list={list}
          listing={view.listing}
          loading={loading}
          onOpen={obeyAt({ is: 'open' })}
          onWrite={obeyAt({ is: 'write' })}
          onStar={obeyAt({ is: 'favour' })}
          onChoose={(row, how) => obeyAt({ is: 'choose', how })(row)}
          {...{ favourites, chosen: chosen.keys }}
          onRefresh={refresh}
          onCli={whole && (() => setCli(whole))}
          onStop={tell('popup/stop-listing')}
          onResume={tell('popup/resume-listing')}
          fresh={fresh}
          news={parts && changes && <parts.ListNews {...{ changes, accounts, onSeen: tell('popup/seen-changes') }} />}
          foot={
            parts &&
            (chosen.keys.size > 0 || view.writing) && (
              <parts.ChosenBar
                {...{ chosen, accounts, actions }}
                {...{ session: session.key, rows: list.found.rows, writing: view.writing }}
                naming={naming}
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
          {...{ session: session.key, wish: cli, naming, profiles: recent, actions }}
          onClose={() => setCli(null)}
          onSaved={() => setChosen(NONE)}
        />
      )}
      {actions.question && parts && <parts.ReplaceDialog question={actions.question} onAnswer={actions.answer} />}
    </>
  );
}
