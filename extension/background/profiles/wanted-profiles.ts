import { KeyferryError } from '#core/errors.ts';
import { type ProfileName, profileName } from '#core/names/profile-name.ts';

/** A profile to write: the profile's name, and the role that gives the keys. */
export interface WantedProfile {
  readonly accountId: string;
  readonly roleName: string;
  readonly name: ProfileName;
}

type Named = { readonly accountId: string; readonly roleName: string; readonly name: string };

/** Checks the profile names. @throws KeyferryError NAME_INVALID, NAMES_COLLIDE */
export function wantedProfiles(roles: readonly Named[]): readonly WantedProfile[] {
  const names = new Set<string>();
  return roles.map(({ accountId, roleName, name: wanted }) => {
    const name = profileName(wanted);
    if (names.has(name)) throw new KeyferryError('NAMES_COLLIDE', { name });
    names.add(name);
    return { accountId, roleName, name };
  });
}
