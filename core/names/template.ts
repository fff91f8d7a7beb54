import { roleKey } from '../role-key.ts';
import { intoShape, type ProfileName, profileName } from './profile-name.ts';
import { slug } from './slug.ts';

/** A role with everything that a profile name can be made from. */
export interface NameParts {
  readonly accountId: string;
  readonly accountName: string;
  readonly roleName: string;
  /** The person's own label of the account. */
  readonly alias?: string | undefined;
  /** The portal's label. */
  readonly portal?: string | undefined;
}

/** Templates to choose from: Keyferry's own template, then those of `aws configure sso` and of the portal's dialog. */
export const templatePresets = ['{account}-{role}', '{roleName}-{accountId}', '{accountId}_{roleName}'] as const;

/** `AWSAdministratorAccess` → `admin`: leaves out the words that all permission sets share. */
function roleSlug(roleName: string): string {
  const short = slug(roleName.replace(/^AWS(?=[A-Z])/, '').replace(/(?<=.)Access$/, ''));
  return short.replace(/^administrator\b/, 'admin') || slug(roleName);
}

const accountSlug = ({ accountName, accountId }: NameParts): string => slug(accountName) || accountId;

/** What a template may contain in braces, and the text that replaces it. */
const placeholders = {
  account: accountSlug,
  accountId: ({ accountId }) => accountId,
  role: ({ roleName }) => roleSlug(roleName) || 'role',
  alias: (parts) => slug(parts.alias ?? '') || accountSlug(parts),
  portal: (parts) => slug(parts.portal ?? '') || 'portal',
  accountName: ({ accountName }) => accountName,
  roleName: ({ roleName }) => roleName,
} as const satisfies Record<string, (parts: NameParts) => string>;

/** The names of all placeholders. */
export const templatePlaces = Object.keys(placeholders) as (keyof typeof placeholders)[];
/** All placeholders as a person types them: `{account} {accountId} …`. */
export const writtenPlaces = templatePlaces.map((place) => `{${place}}`).join(' ');

/**
 * The name that a template gives a role. An unknown placeholder is not replaced. If the result is not a valid name, it
 * is changed into one.
 */
function fillTemplate(template: string, parts: NameParts): string {
  const text = template.replace(/\{(\w+)\}/g, (written, key: string) =>
    Object.hasOwn(placeholders, key) ? placeholders[key as keyof typeof placeholders](parts) : written,
  );
  return intoShape(text, () => defaultProfileName(parts));
}

/** Names that are in use. If a name is in use for a profile of a role, the same role may still get this name. */
export interface TakenNames {
  /** Whether the role may not get this name. */
  has(name: string, role: NameParts): boolean;
}

/**
 * Functions that make the possible names of a role. The first function makes the preferred name. The last function
 * never makes the same name for two roles.
 */
const candidatesOf = (template: string): ReadonlyArray<(parts: NameParts) => string> => [
  (parts) => fillTemplate(template, parts),
  (parts) => fillTemplate(parts.portal === undefined ? template : `{portal}-${template}`, parts),
  (parts) => fillTemplate(`${template}-{accountId}`, parts),
  defaultProfileName,
  unambiguousName,
];

/** For each name, the key of the role that has this name; null if several roles have this name. */
function ownersOf(roleKeys: readonly string[], names: readonly string[]): Map<string, string | null> {
  const owners = new Map<string, string | null>();
  for (const [index, name] of names.entries()) {
    const key = roleKeys[index] as string;
    const owner = owners.get(name);
    owners.set(name, owner === undefined || owner === key ? key : null);
  }
  return owners;
}

/**
 * Chooses a profile name for each role. If the template gives several roles the same name, or gives a name that is
 * taken, these roles get another name: first with the portal's label at the beginning, then with the account id at the
 * end, and at last the portal's default name.
 * @param taken names that are not free.
 * @returns different names, in the order of `roles`. The order of `roles` does not change a role's name.
 */
export function nameRoles(
  roles: readonly NameParts[],
  template: string,
  taken: TakenNames = new Set<string>(),
): ProfileName[] {
  const chosen: (string | undefined)[] = roles.map(() => undefined);
  const keys = roles.map(roleKey);
  // Any role may finally need its unambiguous name, so no other role may get that name.
  const owners = [ownersOf(keys, roles.map(unambiguousName))];
  for (const candidate of candidatesOf(template)) {
    const names = roles.map(candidate);
    owners.push(ownersOf(keys, names));
    for (const [index, name] of names.entries()) {
      const isFree =
        !taken.has(name, roles[index] as NameParts) &&
        owners.every((each) => !each.has(name) || each.get(name) === keys[index]);
      if (isFree) chosen[index] ??= name;
    }
    if (!chosen.includes(undefined)) break;
  }
  return chosen.map((name, index) => profileName(name ?? lastResort(roles[index] as NameParts, taken)));
}

/**
 * Suggests a profile name for one role.
 * @param others every role that the user can see; may include the role itself.
 * @param taken names that are not free.
 */
export function suggestProfileName(
  parts: NameParts,
  template: string,
  others: Iterable<NameParts> = [],
  taken?: TakenNames,
): ProfileName {
  return nameRoles([parts, ...others], template, taken)[0] as ProfileName;
}

/** The unambiguous name, with a number at the end if that name is taken too. */
function lastResort(parts: NameParts, taken: TakenNames): string {
  const name = unambiguousName(parts);
  return firstFree(name, (each) => taken.has(each, parts));
}

/** The name if it is free. Otherwise the name with a number at the end: the first number that gives a free name. */
export function firstFree(name: string, isTaken: (name: string) => boolean): string {
  let free = name;
  for (let number = 2; isTaken(free); number++) free = `${name.slice(0, 120)}-${number}`;
  return free;
}

/**
 * The default name plus the codes of replaced characters, because `a=b`, `a,b` and `a-b` have the same default name.
 */
function unambiguousName(parts: Pick<NameParts, 'accountId' | 'roleName'>): ProfileName {
  const codes = parts.roleName.replace(/[A-Za-z0-9._@+-]/g, '').replace(/./g, (each) => `-${each.charCodeAt(0)}`);
  return profileName(`${defaultProfileName(parts)}${codes}`.slice(0, 128));
}

/**
 * The portal's own default, `<account id>_<role>`. `=` and `,` become `-`, because a role may contain these characters
 * but a profile name may not.
 */
export function defaultProfileName(parts: Pick<NameParts, 'accountId' | 'roleName'>): ProfileName {
  return profileName(`${parts.accountId}_${parts.roleName.replace(/[^A-Za-z0-9._@+-]/g, '-')}`);
}
