import type { LockedPortal, SessionView, View } from '#core/protocol/messages.ts';
import type { Settings } from '#core/settings.ts';
import { ask } from '../ui/worker-client.ts';
import { CliChangesLine } from './cli/cli-changes.tsx';
import { CliSetUp } from './cli/cli-set-up.tsx';
import { ConsoleDialog } from './console/console-dialog.tsx';
import { TopBanner } from './list/banners.tsx';
import { NOTHING_CHOSEN } from './list/selection.ts';
import { FreshFailures } from './live/fresh-failures.tsx';
import { StopDialog } from './live/stop-dialog.tsx';
import { makePrivate } from './outcome/make-private.ts';
import { OutcomePanel } from './outcome/outcome.tsx';
import type { Outcome } from './outcome/outcome-types.ts';
import { ReplaceDialog } from './outcome/replace-dialog.tsx';
import { ClockLine } from './profiles/clock-line.tsx';
import { RemoveDialog } from './profiles/remove-dialog.tsx';
import { type CopyFormats, profileCommand } from './role/copy-formats.ts';
import { HostHint } from './shell/host-hint.tsx';
import type { WorkerState } from './shell/use-worker-state.ts';
import { openPortal } from './sign-in/allow-access.ts';
import { useIntents } from './use-intents.ts';
import { useWorkspace, type WorkspaceState } from './use-workspace.ts';
import { WorkspaceCard } from './workspace-card.tsx';
import { WorkspaceList } from './workspace-list.tsx';
import { AfterOutcome } from './workspace-profiles.tsx';

interface Props {
  readonly session: SessionView;
  readonly view: View;
  readonly state: WorkerState;
  readonly settings: Settings;
  readonly formats: CopyFormats;
  readonly now: number;
  /** The text in the search box. It stays when the workspace is unmounted. */
  readonly savedQuery: { current: string };
  /**
   * The action that sets up CLI profiles for all roles. The workspace writes it here, and the header's menu reads it.
   */
  readonly cliAll: { current: (() => void) | null };
  /** Whether the user has dismissed the hint that the program is not installed. */
  readonly hintDismissed: boolean;
  onHelp(): void;
  onReview(key: string): void;
  onAllow(): void;
  onUnlock(portal: LockedPortal): void;
  /** Called when the user does not want to use a portal whose session Keyferry cannot read. */
  onNotNow(portal: LockedPortal): void;
}

/**
 * Whether the last action failed with the same error that the host has now. The message of the action then already says
 * how to fix the error.
 */
const showsHostError = (outcome: Outcome | null, host: View['host']) =>
  outcome?.is === 'failed' && host.state === 'failed' && outcome.error.code === host.error.code;

/** The page while a portal is in use. It shows the list or the open card, and the outcome of the last action. */
export function Workspace(props: Props) {
  const { session, view, state, formats, now } = props;
  const workspace = useWorkspace(props);
  const actOn = useIntents(workspace, formats, props.onHelp);
  const { actions, cli, naming, profiles, lastCopied } = workspace;
  props.cliAll.current = cli.all && cli.startAll;
  const refresh = () => void ask('popup/refresh', { session: session.key });
  return (
    <>
      <TopBanner
        {...{ listing: view.listing, withheld: view.withheld, failure: state.failure }}
        unknown={view.sessions.find(({ trusted, expired }) => !trusted && !expired)}
        locked={view.locked.find(({ wasReadable }) => !wasReadable)}
        onRefresh={refresh}
        onRetry={state.reopen}
        onAllow={props.onAllow}
        onReview={props.onReview}
        onUnlock={props.onUnlock}
        onNotNow={props.onNotNow}
      />
      <FreshFailures failures={view.fresh.failures} />
      <ClockLine aheadMs={view.clockAheadMs} />
      {workspace.card.draft ? (
        <WorkspaceCard {...props} {...{ workspace, draft: workspace.card.draft }} />
      ) : (
        <WorkspaceList {...{ session, view, changes: state.index?.changes, now, workspace, actOn }} />
      )}
      <OutcomePanel
        outcome={actions.outcome}
        commandFor={(name) => profileCommand(name, lastCopied, formats)}
        steps={{
          signIn: () => openPortal(session.startUrl),
          refresh,
          allow: props.onAllow,
          makePrivate: (retry) => makePrivate(actions, retry),
        }}
      >
        <AfterOutcome {...{ view, settings: props.settings, workspace }} />
      </OutcomePanel>
      {!showsHostError(actions.outcome, view.host) && <HostHint host={view.host} dismissed={props.hintDismissed} />}
      {cli.all && <CliChangesLine changes={view.cliNews} onReview={cli.startAll} />}
      <CliSetUp
        {...{ session: session.key, request: cli.request, naming, profiles, actions }}
        onClose={cli.close}
        onSaved={() => workspace.setSelection(NOTHING_CHOSEN)}
      />
      <WorkspaceDialogs workspace={workspace} />
      {actions.question && <ReplaceDialog question={actions.question} onAnswer={actions.answer} />}
    </>
  );
}

/** The dialogs that concern only one role or one profile. */
function WorkspaceDialogs({ workspace }: { workspace: WorkspaceState }) {
  const { consoleRole, chooseConsolePage, roles, profileActions, live } = workspace;
  return (
    <>
      {consoleRole && (
        <ConsoleDialog
          role={consoleRole}
          onClose={() => chooseConsolePage(null)}
          onOpen={(page) => roles.openConsole(consoleRole, page)}
        />
      )}
      {profileActions.removing && <RemoveDialog profile={profileActions.removing} onAnswer={profileActions.answer} />}
      {live.stopping && <StopDialog profile={live.stopping} onAnswer={live.answer} />}
    </>
  );
}
