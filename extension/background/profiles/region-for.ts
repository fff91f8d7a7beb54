import { Region, type RoleRef } from '#core/credentials.ts';
import { regionOf } from '#core/personal.ts';
import { fits } from '#core/schema.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { Worker } from '../worker.ts';

/** The region to write with a role's keys: what the person chose for it, its account or all, never a message's word. */
export async function regionFor(
  { personal, settings }: Pick<Worker, 'personal' | 'settings'>,
  session: LiveSession,
  { accountId, roleName }: RoleRef,
): Promise<{ readonly region?: string }> {
  const { defaultRegion } = await settings.read();
  const region = regionOf(await personal.read(session), { accountId, roleName }, defaultRegion);
  return fits(Region, region) ? { region } : {};
}
