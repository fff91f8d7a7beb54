import { roleKey } from '../role-key.ts';
import { intoShape, type ProfileName, profileName } from './profile-name.ts';

/** A role with what its name can be made of. */
export interface NameParts {
  readonly accountId: string;
  readonly accountName: string;
  readonly roleName: string;
  /** The person's own label of the account. */
  readonly alias?: string | undefined;
}

/** Templates to choose from: Keyferry's own, the one of `aws configure sso`, the one of the portal's dialog. */
export const templatePresets = ['{account}-{role}', '{roleName}-{accountId}', '{accountId}_{roleName}'] as const;

/** ASCII words in lower case joined by `-`: `Team A dev` → `team-a-dev`, `ReadOnlyAccess` → `read-only-access`. */
function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/** `AWSAdministratorAccess` → `admin`: the words every permission set shares say nothing. */
function roleSlug(roleName: string): string {
  const short = slug(roleName.replace(/^AWS(?=[A-Z])/, '').replace(/(?<=.)Access$/, ''));
  return short.replace(/^administrator\b/, 'admin') || slug(roleName);
}

/** What may stand in braces. */
export const templatePlaces = ['account', 'accountId', 'role', 'alias', 'accountName', 'roleName'] as const;
/** The same for a person, as they are typed. */
export const writtenPlaces = templatePlaces.map((place) => `{${place}}`).join(' ');

type Texts = (text: string) => string;

/** Thousands of roles share few names: each text is worked out once. */
function remembered(work: Texts): Texts {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text) ?? work(text);
    known.set(text, found);
    return found;
  };
}

/** What each place of a template stands for. */
function places(): Readonly<Record<(typeof templatePlaces)[number], (parts: NameParts) => string>> {
  const [slugOf, roleSlugOf] = [remembered(slug), remembered(roleSlug)];
  const account = ({ accountName, accountId }: NameParts) => slugOf(accountName) || accountId;
  return {
    account,
    accountId: ({ accountId }) => accountId,
    role: ({ roleName }) => roleSlugOf(roleName) || 'role',
    alias: (parts) => slugOf(parts.alias ?? '') || account(parts),
    accountName: ({ accountName }) => accountName,
    roleName: ({ roleName }) => roleName,
  };
}

/** The template as a function of the role; a place that there is not stays as it is. */
function filler(template: string): (parts: NameParts) => string {
  const known: Readonly<Record<string, (parts: NameParts) => string>> = places();
  const pieces = template.split(/(\{\w+\})/).map((piece) => {
    const key = piece.slice(1, -1);
    const place = piece.startsWith('{') && Object.hasOwn(known, key) ? known[key] : undefined;
    return place ?? (() => piece);
  });
  return (parts) => intoShape(pieces.map((piece) => piece(parts)).join(''), () => defaultProfileName(parts));
}

/** The names that a role may have, the one to be had rather first; the last one no other role has. */
const candidatesOf = (template: string): ReadonlyArray<(parts: NameParts) => string> => [
  filler(template),
  filler(`${template}-{accountId}`),
  defaultProfileName,
  spelledOut,
];

/** Which role has each candidate of a level; null where several have it. */
function holders(roles: readonly string[], names: readonly string[]): Map<string, string | null> {
  const found = new Map<string, string | null>();
  for (const [index, name] of names.entries()) {
    const role = roles[index] as string;
    const other = found.get(name);
    found.set(name, other === undefined || other === role ? role : null);
  }
  return found;
}

/**
 * A name for each role, in their order, no two alike: where the template gives one to several, all of them get the account
 * id behind it, then the name that the role has everywhere. The order of `roles` changes nothing.
 * @param taken names that belong to someone else.
 */
export function nameRoles(
  roles: readonly NameParts[],
  template: string,
  taken: ReadonlySet<string> = new Set(),
): ProfileName[] {
  const result: (string | undefined)[] = roles.map(() => undefined);
  const keys = roles.map(roleKey);
  const levels: Map<string, string | null>[] = [];
  for (const candidate of candidatesOf(template)) {
    const names = roles.map(candidate);
    levels.push(holders(keys, names));
    for (const [index, name] of names.entries()) {
      const isFree = !taken.has(name) && levels.every((level) => !level.has(name) || level.get(name) === keys[index]);
      if (isFree) result[index] ??= name;
    }
    if (!result.includes(undefined)) break;
  }
  return result.map((name, index) => profileName(name ?? spelledOut(roles[index] as NameParts)));
}

/** The name to suggest for one role among `others`, every role the user can see. */
export function suggestProfileName(parts: NameParts, template: string, others: Iterable<NameParts> = []): ProfileName {
  return nameRoles([parts, ...others], template)[0] as ProfileName;
}

/** `a=b`, `a,b` and `a-b` share a default name: the codes of the replaced characters tell them apart. */
function spelledOut(parts: Pick<NameParts, 'accountId' | 'roleName'>): ProfileName {
  const codes = parts.roleName.replace(/[A-Za-z0-9._@+-]/g, '').replace(/./g, (each) => `-${each.charCodeAt(0)}`);
  return profileName(`${defaultProfileName(parts)}${codes}`.slice(0, 128));
}

/** The portal's own default, `<account>_<role>`, with `=` and `,` (legal in roles, not in names) replaced. */
export function defaultProfileName(parts: Pick<NameParts, 'accountId' | 'roleName'>): ProfileName {
  return profileName(`${parts.accountId}_${parts.roleName.replace(/[^A-Za-z0-9._@+-]/g, '-')}`);
}
