import { roleKey } from '#core/role-key.ts';
import type { CliConfig, CliProfile } from './cli-config.ts';
import type { CommonSettings } from './profile-changes.ts';

/**
 * The portal's profiles by `roleKey`. A profile that Keyferry did not write counts only if its region is right, because
 * with a wrong region it cannot sign in.
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
 * Chooses one of several profiles for the same role: the profile with the wanted name, else a profile of Keyferry, else
 * the first.
 */
export function bestMatch(matches: readonly CliProfile[], name: string): CliProfile | undefined {
  return matches.find((profile) => profile.name === name) ?? matches.find(({ owner }) => owner !== null) ?? matches[0];
}
