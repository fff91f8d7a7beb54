import type { NameParts } from '#core/names/template.ts';
import type { ProfileView, SessionView } from '#core/protocol/messages.ts';
import { roleKey } from '#core/role-key.ts';
import type { ProfileKind, Settings } from '#core/settings.ts';
import { saveAtOnce } from './cli/save.ts';
import type { Actions } from './outcome/outcome-types.ts';
import { nameForCli } from './outcome/write-refusals.ts';
import { kindFor } from './role/kinds.ts';
import type { RoleActions } from './role/role-actions.ts';
import { draftFor, isWritable, type Naming } from './role/suggested-names.ts';
import type { CardDraft } from './role/use-card.ts';

export interface DraftsDeps {
  readonly session: SessionView;
  readonly naming: Naming;
  /** The profiles with keys that were written for this portal. */
  readonly profiles: readonly ProfileView[];
  readonly settings: Settings;
  readonly actions: Actions;
  readonly roles: RoleActions;
  /** Whether these roles are all roles of the portal. */
  isWhole(roles: readonly NameParts[]): boolean;
}

/** The profiles that a write would make. */
export interface Drafts {
  /** The draft for a role: the kind that was used last for the role, and the suggested name. */
  of(role: NameParts): CardDraft;
  /** The draft for a written profile: its name and new keys. */
  ofProfile(role: NameParts, profile: ProfileView): CardDraft;
  /** The draft with another kind. A suggested name becomes one that fits this kind. */
  withKind(draft: CardDraft, kind: ProfileKind): CardDraft;
  /** Writes the draft's profile and shows the outcome. Does nothing if the name is not valid. */
  write(draft: CardDraft): void;
}

/** Makes and writes the drafts of one portal. */
export function draftsFor({ session, naming, profiles, settings, actions, roles, isWhole }: DraftsDeps): Drafts {
  /** A name that a profile with keys has would hide these keys from the AWS CLI. */
  const suggestedFor = (kind: ProfileKind, role: NameParts): string => {
    const { suggested } = draftFor(role, naming);
    return kind === 'cli' && profiles.some(({ name }) => name === suggested) ? nameForCli(suggested) : suggested;
  };
  const withKind = (draft: CardDraft, kind: ProfileKind): CardDraft => {
    const suggested = suggestedFor(kind, draft.role);
    return { ...draft, kind, suggested, name: draft.name === draft.suggested ? suggested : draft.name };
  };
  return {
    withKind,
    of: (role) => {
      const kind = kindFor(role, naming.personal, settings.defaultKind);
      const name = suggestedFor(kind, role);
      return { role, name, suggested: name, kind };
    },
    ofProfile: (role, { name }) => ({ ...draftFor(role, naming), name, kind: 'keys' }),
    write(draft) {
      if (!isWritable(draft)) return;
      const { role, name, kind } = draft;
      if (kind !== 'cli') return roles.write(role, name);
      const { accountId, roleName } = role;
      saveAtOnce(actions, {
        session: session.key,
        roles: [{ accountId, roleName, name }],
        form: 'session',
        whole: isWhole([role]),
        prune: [],
      });
    },
  };
}

/** The written profiles of a role. */
export const profilesOf = (profiles: readonly ProfileView[], role: NameParts): readonly ProfileView[] =>
  profiles.filter((profile) => roleKey(profile) === roleKey(role));
