import { roleKey } from '#core/role-key.ts';
import type { CliConfig, CliProfile } from './cli-config.ts';
import type { CommonSettings } from './profile-changes.ts';

/**
 * The portal's profiles. The map key comes from `roleKey`. If Keyferry did not write a profile, and its region is not
 * the region of the portal, the profile is left out, because it cannot sign in.
 */
export function profilesByRole(
  { profiles }: CliConfig,
  { portal, region }: Pick<CommonSettings, 'portal' | 'region'>,
): ReadonlyMap<string, readonly CliProfile[]> {
  const found = new Map<string, CliProfile[]>();
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

/**
 * Chooses one of several profiles for the same role. The first choice is the profile with the wanted name, the second
 * is a profile that Keyferry wrote, and the third is the first profile of the list.
 */
export function bestMatch(matches: readonly CliProfile[], name: string): CliProfile | undefined {
  return matches.find((profile) => profile.name === name) ?? matches.find(({ owner }) => owner !== null) ?? matches[0];
}
