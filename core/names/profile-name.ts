import { KeyferryError } from '../errors.ts';
import { FAILED_PROFILE } from './failed-profile.ts';
import { toLatin } from './transliterate.ts';

declare const brand: unique symbol;
/**
 * A profile name that every AWS client reads in the same way. Only the function `profileName` creates a value of this
 * type.
 */
export type ProfileName = string & { readonly [brand]: 'ProfileName' };

/** Names of properties that every JavaScript object has from the start, for example `constructor`. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

const isDefaultLike = (text: string): boolean => text !== 'default' && text.toLowerCase() === 'default';

const SHAPE = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/;

/**
 * Why a text cannot be a profile name. The rules allow only names that the parsers of all clients read in the same way
 * (docs/DECISIONS.md, 1).
 * @returns a clause that can follow “because”, or null if the text can be a name.
 */
export function whyNotProfileName(text: string): string | null {
  if (text === '') return 'it is empty';
  if (text.length > 128) return 'it is longer than 128 characters';
  if (/\s/u.test(text)) return 'it contains a blank or a line break, which some AWS tools remove';
  if (!/^[A-Za-z0-9]/.test(text)) return 'it does not begin with a letter or a digit';
  if (!SHAPE.test(text)) return 'it may contain only letters, digits and . _ @ + -';
  // The SDK for JavaScript stores profiles as properties of a plain object, which already has properties with these
  // names.
  if (INHERITED.has(text)) return 'the AWS SDK for JavaScript cannot read a profile with this name';
  if (text === FAILED_PROFILE) return 'Keyferry itself sets AWS_PROFILE to this name after a failed `keyferry env`';
  if (isDefaultLike(text)) {
    return 'botocore copies a section called DEFAULT into every profile; write default in lower case';
  }
  return null;
}

/**
 * Checks a profile name.
 * @throws KeyferryError NAME_INVALID with the reason.
 */
export function profileName(text: string): ProfileName {
  const why = whyNotProfileName(text);
  if (why !== null) throw new KeyferryError('NAME_INVALID', { why });
  return text as ProfileName;
}

/**
 * Turns any text into a profile name. A text that is a valid name stays as it is.
 * @param fallback returns the name to use if a profile name can contain no character of the text
 */
export function intoShape(text: string, fallback: () => string): string {
  if (whyNotProfileName(text) === null) return text;
  const fitting = toLatin(text)
    .replace(/[^A-Za-z0-9._@+-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 128);
  return whyNotProfileName(fitting) === null ? fitting : fallback();
}
