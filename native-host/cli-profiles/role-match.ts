import { roleKey } from '#core/role-key.ts';
import type { CommonSettings } from './profile-changes.ts';
import type { SsoConfig, SsoProfile } from './sso-config.ts';

/** Profiles of this portal by role. One of a foreign hand counts only where its region is right: else it cannot sign in. */
export function profilesByRole(
  { profiles }: SsoConfig,
  { portal, region }: Pick<CommonSettings, 'portal' | 'region'>,
): ReadonlyMap<string, readonly SsoProfile[]> {
  const found = new Map<string, SsoProfile[]>();
  for (const profile of profiles) {
    if (profile.portal !== portal || !profile.isPlain) continue;
    if (profile.owner === null && profile.region !== region) continue;
    const key = roleKey(profile);
    const others = found.get(key);
    if (others) others.push(profile);
    else found.set(key, [profile]);
  }
  return found;
}

/** Of several profiles for one role the one of the wanted name, else Keyferry's, else the first. */
export function bestMatch(matches: readonly SsoProfile[], name: string): SsoProfile | undefined {
  return matches.find((profile) => profile.name === name) ?? matches.find(({ owner }) => owner !== null) ?? matches[0];
}
