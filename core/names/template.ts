import { roleKey } from '../role-key.ts';
import { intoShape, type ProfileName, profileName } from './profile-name.ts';
import { slug } from './slug.ts';

/** A role, and all texts from which its profile name can be made. */
export interface NameParts {
  readonly accountId: string;
  readonly accountName: string;
  readonly roleName: string;
  /** The person's own label of the account. */
  readonly alias?: string | undefined;
  /** The portal's label. */
  readonly portal?: string | undefined;
}

/**
 * The templates that the user can choose: Keyferry's own template, then the template of `aws configure sso`, then the
 * template of the portal's dialog.
 */
export const templatePresets = ['{account}-{role}', '{roleName}-{accountId}', '{accountId}_{roleName}'] as const;

/** A role's name without the words that all permission sets share: `AWSAdministratorAccess` → `admin`. */
function roleSlug(roleName: string): string {
  const short = slug(roleName.replace(/^AWS(?=[A-Z])/, '').replace(/(?<=.)Access$/, ''));
  return short.replace(/^administrator\b/, 'admin') || slug(roleName);
}

const accountSlug = ({ accountName, accountId }: NameParts): string => slug(accountName) || accountId;

/** The placeholders of a template, each with a function that returns the text for it. */
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
/** All placeholders in the form in which a person types them: `{account} {accountId} …`. */
export const writtenPlaces = templatePlaces.map((place) => `{${place}}`).join(' ');

/**
 * The name that a template makes for a role. An unknown placeholder stays as it is. If the result is not a valid
 * profile name, it is changed into a valid name.
 */
function fillTemplate(template: string, parts: NameParts): string {
  const text = template.replace(/\{(\w+)\}/g, (written, key: string) =>
    Object.hasOwn(placeholders, key) ? placeholders[key as keyof typeof placeholders](parts) : written,
  );
  return intoShape(text, () => defaultProfileName(parts));
}

/** Names that are in use. A name that is in use for a role's profile is still free for the same role. */
export interface TakenNames {
  /** Whether the name is not free for this role. */
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

/** For each name, the `roleKey` of the role for which the name was made; null if the name was made for several roles. */
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
 * Chooses a profile name for each role. The template's name may be taken, or the template may make the same name for
 * several roles. Then a role gets the first of these names that is free: the template's name with the portal's label
 * before it, the template's name with the account id after it, the portal's default name.
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
  // Any role may need its unambiguous name in the end, so no other role may get this name.
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

/** The role's unambiguous name. If this name is taken too, a number is added at the end. */
function lastResort(parts: NameParts, taken: TakenNames): string {
  const name = unambiguousName(parts);
  return firstFree(name, (each) => taken.has(each, parts));
}

/** Returns the name if it is free. Otherwise adds a number at the end: the smallest number that makes the name free. */
export function firstFree(name: string, isTaken: (name: string) => boolean): string {
  let free = name;
  for (let number = 2; isTaken(free); number++) free = `${name.slice(0, 120)}-${number}`;
  return free;
}

/**
 * A name that no other role can have. The portal's default name is the same for roles called `a=b`, `a,b` and `a-b`. So
 * this name also contains the codes of the replaced characters.
 */
function unambiguousName(parts: Pick<NameParts, 'accountId' | 'roleName'>): ProfileName {
  const codes = parts.roleName.replace(/[A-Za-z0-9._@+-]/g, '').replace(/./g, (each) => `-${each.charCodeAt(0)}`);
  return profileName(`${defaultProfileName(parts)}${codes}`.slice(0, 128));
}

/**
 * The name that the portal itself suggests: `<account id>_<role>`. `=` and `,` become `-`, because a role name may
 * contain these characters but a profile name may not.
 */
export function defaultProfileName(parts: Pick<NameParts, 'accountId' | 'roleName'>): ProfileName {
  return profileName(`${parts.accountId}_${parts.roleName.replace(/[^A-Za-z0-9._@+-]/g, '-')}`);
}
