import { Region, type RoleRef } from '#core/credentials.ts';
import { regionOf } from '#core/personal.ts';
import { fits } from '#core/schema.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { PersonalStore } from '../storage/personal-store.ts';
import type { SettingsStore } from '../storage/settings-store.ts';

export interface RegionForDeps {
  readonly personal: Pick<PersonalStore, 'read'>;
  readonly settings: Pick<SettingsStore, 'read'>;
}

/** Gives the region that is written with a role's keys. The object is empty if no region is written. */
export type RegionOfRole = (role: RoleRef) => { readonly region?: string };

/** Gives the region that the user chose for the role or its account. Empty text if the user chose none. */
export async function chosenRegions(
  { personal }: RegionForDeps,
  session: LiveSession,
): Promise<(role: RoleRef) => string> {
  const choices = await personal.read(session);
  return (role) => regionOf(choices, role, '');
}

/**
 * Gives the region that the user chose for the role, its account or all roles. A message from the popup cannot change
 * this region.
 */
export async function regionsFor({ personal, settings }: RegionForDeps, session: LiveSession): Promise<RegionOfRole> {
  const [choices, { defaultRegion }] = await Promise.all([personal.read(session), settings.read()]);
  return ({ accountId, roleName }) => {
    const region = regionOf(choices, { accountId, roleName }, defaultRegion);
    return fits(Region, region) ? { region } : {};
  };
}
