import { KeyferryError } from './errors.ts';

declare const brand: unique symbol;
/** A name that every AWS client reads alike. `profileName` is the only way to make one. */
export type ProfileName = string & { readonly [brand]: 'ProfileName' };

const SHAPE = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/;

/**
 * Why a text cannot be a profile name, as the end of "… because", or null when it can.
 * The rules are the meeting of all clients' parsers: docs/DECISIONS.md, 1.
 */
export function whyNotProfileName(text: string): string | null {
  if (text === '') return 'it is empty';
  if (text.length > 128) return 'it is longer than 128 characters';
  if (/\s/u.test(text)) return 'it holds a blank or a line break, which some AWS tools drop';
  if (!/^[A-Za-z0-9]/.test(text)) return 'it does not begin with a letter or a digit';
  if (!SHAPE.test(text)) return 'it may hold only letters, digits and . _ @ + -';
  // It keeps profiles in a plain object, where these names are taken from the start.
  if (text in {}) return 'the AWS SDK for JavaScript cannot read a profile of that name';
  if (text !== 'default' && text.toLowerCase() === 'default') {
    return 'botocore copies a section called DEFAULT into every profile; write default in lower case';
  }
  return null;
}

/** @throws KeyferryError NAME_INVALID with the reason. */
export function profileName(text: string): ProfileName {
  const why = whyNotProfileName(text);
  if (why !== null) throw new KeyferryError('NAME_INVALID', { why });
  return text as ProfileName;
}

/** A role with what its name can be made of. */
export interface NameParts {
  readonly accountId: string;
  readonly accountName: string;
  readonly roleName: string;
}

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

function fill(template: string, parts: NameParts): string {
  const values: Record<string, string> = {
    account: slug(parts.accountName) || parts.accountId,
    accountId: parts.accountId,
    role: roleSlug(parts.roleName) || 'role',
  };
  return template.replace(/\{(\w+)\}/g, (place, key: string) =>
    Object.hasOwn(values, key) ? (values[key] ?? '') : place,
  );
}

/** Whatever a template gave, brought into the shape of a name without changing a name that already fits. */
function intoShape(text: string, fallback: string): string {
  const fitting = text
    .replace(/[^A-Za-z0-9._@+-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 128);
  return whyNotProfileName(fitting) === null ? fitting : fallback;
}

/**
 * The name to suggest for a role.
 * @param others every role the user can see: when the template gives another role the same name, the account id is
 * appended, then the role's own name is taken, so that two roles never meet under one suggestion.
 */
export function suggestProfileName(parts: NameParts, template: string, others: Iterable<NameParts> = []): ProfileName {
  const fallback = defaultProfileName(parts);
  const candidates = [template, `${template}-{accountId}`].map(
    (each) => (from: NameParts) => intoShape(fill(each, from), defaultProfileName(from)),
  );
  const rivals = [...others].filter(
    (other) => other.accountId !== parts.accountId || other.roleName !== parts.roleName,
  );
  const free = candidates.find((name) => !rivals.some((rival) => name(rival) === name(parts)));
  if (free) return profileName(free(parts));
  return rivals.some((rival) => defaultProfileName(rival) === fallback) ? spelledOut(parts) : fallback;
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
