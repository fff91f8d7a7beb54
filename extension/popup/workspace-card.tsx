import type { SessionView, View } from '#core/protocol/messages.ts';
import type { Settings } from '#core/settings.ts';
import { api } from '../ui/browser-api.ts';
import { nextStep } from '../ui/error-help.ts';
import { profilesOf } from './drafts.ts';
import { LiveNotice } from './live/live-notice.tsx';
import type { CopyFormats } from './role/copy-formats.ts';
import { RoleCard } from './role/role-card.tsx';
import type { CardDraft } from './role/use-card.ts';
import { closeCard } from './use-intents.ts';
import type { WorkspaceState } from './use-workspace.ts';
import { WorkspaceProfiles } from './workspace-profiles.tsx';

interface Props {
  readonly session: SessionView;
  readonly view: View;
  readonly settings: Settings;
  readonly formats: CopyFormats;
  readonly workspace: WorkspaceState;
  readonly draft: CardDraft;
  /** The current time, in epoch ms. */
  readonly now: number;
}

/** True if the native host is not installed. Then no profiles can be written. */
const isMissing = ({ host }: View) => host.state === 'failed' && nextStep(host.error.code) === 'install';

/** The open card of a role. It connects the card with the functions for its actions. */
export function WorkspaceCard({ session, view, settings, formats, workspace, draft, now }: Props) {
  const { personal, profiles, actions, card, drafts, roles, profileActions, chooseConsolePage } = workspace;
  const { role, name } = draft;
  const { live, host } = view;
  return (
    <RoleCard
      {...{ session, settings, personal, formats, draft }}
      copyFirst={isMissing(view)}
      busy={actions.outcome?.is === 'busy'}
      written={profilesOf(profiles, role)}
      liveNotice={<LiveNotice {...{ live, host }} isPrivate={api.extension?.inIncognitoContext ?? false} />}
      profiles={<WorkspaceProfiles {...{ view, settings, workspace, role, now }} />}
      onName={card.rename}
      onKind={card.setKind}
      onBack={() => closeCard(workspace)}
      onWrite={() => drafts.write(draft)}
      onCopy={(format) => roles.copy(role, format, name)}
      onConsole={() => roles.openConsole(role)}
      onServices={() => chooseConsolePage(role)}
      onConsoleLink={() => roles.copyConsoleLink(role)}
      onStar={() => roles.toggleFavourite(role)}
      onRemove={profileActions.askToRemove}
      onOutcome={actions.show}
    />
  );
}
