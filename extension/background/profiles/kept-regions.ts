import type { RoleRef } from '#core/credentials.ts';
import type { HostReply } from '#core/protocol/host-protocol.ts';
import type { LiveSession } from '../sessions/session.ts';
import { chosenRegions, type RegionForDeps } from './region-for.ts';

type KeptRegions = HostReply<'write-profiles'>['keptRegions'];

/**
 * Returns a sentence for each profile whose chosen region was not written, because the config file has another region.
 * If the user chose no region for the role or its account, there is no sentence.
 */
export async function keptRegionNotes(
  deps: RegionForDeps,
  session: LiveSession,
  profiles: readonly (RoleRef & { readonly name: string })[],
  kept: KeptRegions = [],
): Promise<readonly string[]> {
  if (kept.length === 0) return [];
  const chosenFor = await chosenRegions(deps, session);
  return kept.flatMap(({ name, region, line }) => {
    const profile = profiles.find((each) => each.name === name);
    const chosen = profile ? chosenFor(profile) : '';
    if (chosen === '') return [];
    return `The profile ${name} keeps the region ${region} of your config file (line ${line}). Your choice ${chosen} was not written. To use it, change the config file.`;
  });
}
