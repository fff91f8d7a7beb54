import type { NameParts } from '#core/names/template.ts';
import type { CliProfileForm } from '#core/protocol/cli-profiles.ts';
import type { LiveProfileView, LiveView } from '#core/protocol/live-view.ts';
import type { ProfileView, SessionView } from '#core/protocol/messages.ts';
import { roleKey } from '#core/role-key.ts';
import type { ProfileKind, Settings } from '#core/settings.ts';
import { saveAtOnce } from './cli/save.ts';
import type { Actions } from './outcome/outcome-types.ts';
import { nameForKeys, nameInConfig } from './outcome/write-refusals.ts';
import type { RecentProfile } from './profiles/recent-profiles.ts';
import { kindFor } from './role/kinds.ts';
import type { RoleActions } from './role/role-actions.ts';
import { draftFor, isWritable, type Naming } from './role/suggested-names.ts';
import type { CardDraft } from './role/use-card.ts';

export interface DraftsDeps {
  readonly session: SessionView;
  readonly naming: Naming;
  /** The profiles with keys that were written for this portal. */
  readonly profiles: readonly ProfileView[];
  /** The live profiles of this portal, and whether live profiles are on, locked or forbidden. */
  readonly live: LiveView;
  readonly settings: Settings;
  readonly actions: Actions;
  readonly roles: RoleActions;
  /** Whether these roles are all roles that the user has in the portal. */
  isWhole(roles: readonly NameParts[]): boolean;
}

/** Makes drafts. A draft describes a profile that is not written yet: the profile's role, kind and name. */
export interface Drafts {
  /** The draft for a role. It has the kind of profile that was last used for the role, and the suggested name. */
  of(role: NameParts): CardDraft;
  /** The draft for a recent profile. It has the name and the kind of this profile. */
  ofRecent(role: NameParts, recent: RecentProfile): CardDraft;
  /**
   * A copy of the draft with another kind. If the user has not changed the suggested name, the copy gets a name that
   * fits the new kind.
   */
  withKind(draft: CardDraft, kind: ProfileKind): CardDraft;
  /** Writes the draft's profile and shows the outcome. Does nothing if the name is not valid. */
  write(draft: CardDraft): void;
}

/** Returns the functions that make and write the drafts of one portal. */
export function draftsFor(deps: DraftsDeps): Drafts {
  const { session, naming, profiles, live, settings, actions, roles, isWhole } = deps;
  /**
   * The suggested name for a kind of profile. Profiles of different kinds must not have the same name, because tools
   * would use only one of them.
   */
  const suggestedFor = (kind: ProfileKind, role: NameParts): string => {
    const { suggested } = draftFor(role, naming);
    const own = kind === 'live' ? liveOf(live, role)[0] : undefined;
    if (own) return own.name;
    const hasKeys = profiles.some(({ name }) => name === suggested);
    const isLive = live.profiles.some(({ name }) => name === suggested);
    if (kind === 'keys') return isLive ? nameForKeys(suggested) : suggested;
    return hasKeys || isLive ? nameInConfig(suggested, formOf(kind)) : suggested;
  };
  const withKind = (draft: CardDraft, kind: ProfileKind): CardDraft => {
    const suggested = suggestedFor(kind, draft.role);
    return { ...draft, kind, suggested, name: draft.name === draft.suggested ? suggested : draft.name };
  };
  return {
    withKind,
    of: (role) => {
      const kind = kindFor(role, naming.personal, settings.defaultKind, live.isForbidden);
      const name = suggestedFor(kind, role);
      return { role, name, suggested: name, kind };
    },
    ofRecent: (role, { kind, profile: { name } }) => ({ role, suggested: suggestedFor(kind, role), name, kind }),
    write(draft) {
      if (!isWritable(draft)) return;
      const { role, name, kind } = draft;
      if (kind === 'keys') return roles.write(role, name);
      const { accountId, roleName } = role;
      saveAtOnce(actions, {
        session: session.key,
        roles: [{ accountId, roleName, name }],
        form: formOf(kind),
        whole: isWhole([role]),
        prune: [],
      });
    },
  };
}

/** The form in which a profile of this kind is written into the config file. */
const formOf = (kind: Exclude<ProfileKind, 'keys'>): CliProfileForm => (kind === 'live' ? 'live' : 'session');

/** The live profiles of a role. */
export const liveOf = ({ profiles }: LiveView, role: NameParts): readonly LiveProfileView[] =>
  profiles.filter((profile) => roleKey(profile) === roleKey(role));

/** The written profiles of a role. */
export const profilesOf = (profiles: readonly ProfileView[], role: NameParts): readonly ProfileView[] =>
  profiles.filter((profile) => roleKey(profile) === roleKey(role));
