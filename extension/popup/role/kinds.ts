import type { NameParts } from '#core/names/template.ts';
import { ownOf, type Personal } from '#core/personal.ts';
import type { ProfileKind } from '#core/settings.ts';

/** A kind of profile that the user can choose on the card. */
export interface KindChoice {
  readonly id: ProfileKind;
  readonly label: string;
  /** One sentence that says what is written for this kind of profile. */
  readonly sentence: string;
}

/** The kinds of profile, in the order in which the card shows them. */
export const kinds: readonly KindChoice[] = [
  {
    id: 'keys',
    label: 'Keys',
    sentence: 'Keys in your credentials file, valid until they expire.',
  },
  { id: 'live', label: 'Live', sentence: 'Tools ask the browser for keys. No key is on disk.' },
  { id: 'cli', label: 'AWS CLI sign-in', sentence: 'No keys: the AWS CLI signs in through the browser itself.' },
];

/**
 * The kind of profile that was last written for the role. If no profile was written, the default kind.
 * @param isForbidden whether an administrator turned live profiles off. If so, the kind is never `live`.
 */
export function kindFor(
  role: NameParts,
  personal: Personal,
  defaultKind: ProfileKind,
  isForbidden: boolean,
): ProfileKind {
  const wanted = ownOf(personal, role).role.kind ?? defaultKind;
  return wanted === 'live' && isForbidden ? 'keys' : wanted;
}
