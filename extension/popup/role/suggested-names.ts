import { namePartsOf } from '#core/names/account-name.ts';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import { type NameParts, nameRoles, suggestProfileName, type TakenNames } from '#core/names/template.ts';
import { ownOf, type Personal } from '#core/personal.ts';
import type { LiveProfileView } from '#core/protocol/live-view.ts';
import { type IndexedAccount, nameOwner, type UsedName } from '#core/protocol/view.ts';
import { rolesOf } from './roles.ts';

/** A role, and the name of the profile that would be written for the role. */
export interface ProfileDraft {
  readonly role: NameParts;
  readonly name: string;
  /** The suggested name. It differs from `name` if the user has typed another name. */
  readonly suggested: string;
}

/** The values that suggested names depend on. */
export interface Naming {
  readonly accounts: readonly IndexedAccount[];
  readonly personal: Personal;
  /** Name template from the settings. */
  readonly template: string;
  /** The portal's label. */
  readonly portal: string;
  /** Names that are in use. A name counts as free for a role if only the role itself uses it. */
  readonly taken: TakenNames;
}

/** A live profile and the role to which it belongs. */
type LiveOwner = Pick<LiveProfileView, 'name' | 'portal' | 'accountId' | 'roleName'>;

type Named<Role> = (Role & { readonly name: string })[];

const labelOf = (personal: Personal, accountId: string) => ownOf(personal, { accountId, roleName: '' }).account.label;

/** The texts from which the names of these roles are made, for example the account's name. */
function partsOf(roles: readonly NameParts[], { accounts, personal, portal }: Naming): NameParts[] {
  const listed = new Map(accounts.map((account) => [account.accountId, account]));
  return roles.map((role) =>
    namePartsOf(listed.get(role.accountId) ?? role, role.roleName, {
      label: labelOf(personal, role.accountId),
      portal,
    }),
  );
}

const suggestion = (role: NameParts, template: string, naming: Naming): string =>
  suggestProfileName(
    partsOf([role], naming)[0] ?? role,
    template,
    partsOf(rolesOf(naming.accounts), naming),
    naming.taken,
  );

/**
 * The role's own name. This is the name that was last written for the role. Without such a name, it is made from the
 * account's own template. Null if the account has no template either.
 */
function ownName(ref: NameParts, naming: Naming): string | null {
  const { account, role } = ownOf(naming.personal, ref);
  const last = role.profile !== undefined && naming.taken.has(role.profile, ref) ? undefined : role.profile;
  return last ?? (account.names === undefined ? null : suggestion(ref, account.names, naming));
}

const nameFor = (ref: NameParts, naming: Naming): string =>
  ownName(ref, naming) ?? suggestion(ref, naming.template, naming);

/** The role with its suggested name. */
export function draftFor(role: NameParts, naming: Naming): ProfileDraft {
  const suggested = nameFor(role, naming);
  return { role, name: suggested, suggested };
}

/**
 * The roles with the names from the template. The names of all roles of the portal are made together, so that all names
 * are different.
 */
export function namesByTemplate<Role extends NameParts>(roles: readonly Role[], naming: Naming): Named<Role> {
  const names = nameRoles(partsOf([...roles, ...rolesOf(naming.accounts)], naming), naming.template, naming.taken);
  return roles.map((role, at) => ({ ...role, name: names[at] ?? '' }));
}

/**
 * The roles with their suggested names. If several roles have the same suggested name, these roles get names from the
 * template.
 */
export function namesFor<Role extends NameParts>(roles: readonly Role[], naming: Naming): Named<Role> {
  const byTemplate = namesByTemplate(roles, naming);
  const own = byTemplate.map((role) => ownName(role, naming) ?? role.name);
  const shared = new Set(own.filter((name, at) => own.indexOf(name) !== at));
  return byTemplate.map((role, at) => ({ ...role, name: shared.has(own[at] ?? '') ? role.name : (own[at] ?? '') }));
}

/**
 * The roles with free names. Each role whose name is taken gets another name. If none of the names is taken here, the
 * file must have changed in the meantime, and all roles get other names.
 */
export function withOtherNames<Role extends NameParts>(roles: Named<Role>, naming: Naming): Named<Role> {
  const taken = roles.filter((role) => naming.taken.has(role.name, role));
  const refused = new Set(taken.length > 0 ? taken : roles);
  const given = new Set(roles.map(({ name }) => name));
  const isTaken = { has: (name: string, role: NameParts) => given.has(name) || naming.taken.has(name, role) };
  const others = namesByTemplate(roles, { ...naming, taken: isTaken });
  return roles.map((role, at) => (refused.has(role) ? { ...role, name: others[at]?.name ?? role.name } : role));
}

/**
 * The names that a role cannot use. If Keyferry wrote a profile for the same role, the role can use the name of this
 * profile.
 * @param live the live profiles of all portals. They are needed here, because `names` does not say to which roles live
 * profiles belong.
 */
export function takenBy(names: readonly UsedName[], portal: string, live: readonly LiveOwner[] = []): TakenNames {
  const owners = new Map([...names, ...live.map((each): UsedName => [each.name, nameOwner(each.portal, each)])]);
  return {
    has(name, role) {
      const owner = owners.get(name);
      return owner !== undefined && owner !== nameOwner(portal, role);
    },
  };
}

/** Whether the draft's name is a valid profile name. */
export const isWritable = ({ name }: ProfileDraft): boolean => whyNotProfileName(name) === null;
