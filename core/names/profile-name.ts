import { KeyferryError } from '../errors.ts';

declare const brand: unique symbol;
/** A name that every AWS client reads alike. `profileName` is the only way to make one. */
export type ProfileName = string & { readonly [brand]: 'ProfileName' };

/** What every object has from the start. A set, since `in` would keep each of thousands of names for ever. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

const LONGEST_INHERITED = Math.max(...[...INHERITED].map(({ length }) => length));

const isInherited = (text: string): boolean => text.length <= LONGEST_INHERITED && INHERITED.has(text);

const DEFAULT = 'default';
const isDefaultLike = (text: string): boolean =>
  text.length === DEFAULT.length && text !== DEFAULT && text.toLowerCase() === DEFAULT;

const SHAPE = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/;

/**
 * Why a text cannot be a profile name, as the end of "… because", or null when it can.
 * The rules are the meeting of all clients' parsers: docs/DECISIONS.md, 1.
 */
export function whyNotProfileName(text: string): string | null {
  // Thousands of names are looked at in one go, and nearly all of them are fit.
  if (SHAPE.test(text) && !isInherited(text) && !isDefaultLike(text)) return null;
  if (text === '') return 'it is empty';
  if (text.length > 128) return 'it is longer than 128 characters';
  if (/\s/u.test(text)) return 'it holds a blank or a line break, which some AWS tools drop';
  if (!/^[A-Za-z0-9]/.test(text)) return 'it does not begin with a letter or a digit';
  if (!SHAPE.test(text)) return 'it may hold only letters, digits and . _ @ + -';
  // It keeps profiles in a plain object, where these names are taken from the start.
  if (isInherited(text)) return 'the AWS SDK for JavaScript cannot read a profile of that name';
  if (isDefaultLike(text)) {
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

/** Whatever a template gave, brought into the shape of a name without changing a name that already fits. */
export function intoShape(text: string, fallback: () => string): string {
  if (whyNotProfileName(text) === null) return text;
  const fitting = text
    .replace(/[^A-Za-z0-9._@+-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 128);
  return whyNotProfileName(fitting) === null ? fitting : fallback();
}
