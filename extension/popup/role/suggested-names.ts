import { whyNotProfileName } from '#core/names/profile-name.ts';
import { type NameParts, nameRoles, suggestProfileName } from '#core/names/template.ts';
import { ownOf, type Personal } from '#core/personal.ts';
import type { IndexedAccount } from '#core/protocol/messages.ts';
import type { Row } from '../list/list-rows.ts';
import { rolesOf } from './roles.ts';

/** A role and the name it would be written under. */
export interface Target {
  readonly role: NameParts;
  readonly name: string;
  /** What `name` was before the user typed another. */
  readonly suggested: string;
}

/** What names are suggested by. */
export interface Naming {
  readonly accounts: readonly IndexedAccount[];
  readonly personal: Personal;
  /** The settings' own. */
  readonly template: string;
}

/** A role with its account's own label. */
const withAlias = <Role extends NameParts>(personal: Personal, role: Role): Role & NameParts => ({
  ...role,
  alias: ownOf(personal, role).account.label,
});

const everyRole = ({ accounts, personal }: Naming): NameParts[] =>
  rolesOf(accounts).map((role) => withAlias(personal, role));

const suggestion = (role: NameParts, template: string, naming: Naming): string =>
  suggestProfileName(withAlias(naming.personal, role), template, everyRole(naming));

/** The name a role was last written under, else one made by its account's own template; null where there is neither. */
function ownName(ref: NameParts, naming: Naming): string | null {
  const { account, role } = ownOf(naming.personal, ref);
  return role.profile ?? (account.names === undefined ? null : suggestion(ref, account.names, naming));
}

const nameFor = (ref: NameParts, naming: Naming): string =>
  ownName(ref, naming) ?? suggestion(ref, naming.template, naming);

/** The role of a row under its suggested name; null for a row that is none. */
export function targetOf(row: Row | undefined, naming: Naming): Target | null {
  if (row?.is !== 'role') return null;
  const { accountId, accountName } = row.hit.account;
  const role = { accountId, accountName, roleName: row.role.roleName };
  const suggested = nameFor(role, naming);
  return { role, name: suggested, suggested };
}

/** The same under the name that is suggested by now, unless the user has typed one. */
export function renamed(target: Target, naming: Naming): Target {
  const suggested = nameFor(target.role, naming);
  return { ...target, suggested, name: target.name === target.suggested ? suggested : target.name };
}

type Named<Role> = (Role & { readonly name: string })[];

/** The roles under the names that the template gives: each as if it were the only one, so that no two meet. */
export function namesByTemplate<Role extends NameParts>(roles: readonly Role[], naming: Naming): Named<Role> {
  const labelled = roles.map((role) => withAlias(naming.personal, role));
  const names = nameRoles([...labelled, ...everyRole(naming)], naming.template);
  return roles.map((role, at) => ({ ...role, name: names[at] ?? '' }));
}

/** The roles under the names suggested for each; where two of them meet, under those that the template gives. */
export function namesFor<Role extends NameParts>(roles: readonly Role[], naming: Naming): Named<Role> {
  const apart = namesByTemplate(roles, naming);
  const own = apart.map((role) => ownName(role, naming) ?? role.name);
  const met = new Set(own.filter((name, at) => own.indexOf(name) !== at));
  return apart.map((role, at) => ({ ...role, name: met.has(own[at] ?? '') ? role.name : (own[at] ?? '') }));
}

export const isWritable = ({ name }: Target): boolean => whyNotProfileName(name) === null;
