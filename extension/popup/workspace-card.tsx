import type { SessionView } from '#core/protocol/messages.ts';
import type { Settings } from '#core/settings.ts';
import type { CopyFormats } from './role/copy-formats.ts';
import { RoleCard } from './role/role-card.tsx';
import { isWritable, type ProfileDraft } from './role/suggested-names.ts';
import { closeCard } from './use-intents.ts';
import type { WorkspaceState } from './use-workspace.ts';

interface Props {
  readonly session: SessionView;
  readonly settings: Settings;
  readonly formats: CopyFormats;
  readonly workspace: WorkspaceState;
  readonly draft: ProfileDraft;
}

/** The open card, connected to its actions. */
export function WorkspaceCard({ session, settings, formats, workspace, draft }: Props) {
  const { personal, actions, card, cli, roles } = workspace;
  const { role, name } = draft;
  return (
    <RoleCard
      {...{ session, settings, personal, formats, role, name }}
      busy={actions.outcome?.is === 'busy'}
      onName={card.rename}
      onBack={() => closeCard(workspace)}
      onWrite={() => isWritable(draft) && roles.write(role, name)}
      onCopy={(format) => roles.copy(role, format, name)}
      onConsole={() => roles.openConsole(role)}
      onConsoleLink={() => roles.copyConsoleLink(role)}
      onStar={() => roles.toggleFavourite(role)}
      onOutcome={actions.show}
      onCli={() => cli.start([role])}
    />
  );
}
