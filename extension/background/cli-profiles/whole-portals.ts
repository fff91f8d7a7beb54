import type { CliProfileForm } from '#core/protocol/cli-profiles.ts';
import { createPortalTable, type PortalRef } from '../sessions/portal-table.ts';
import type { Areas } from '../storage/areas.ts';

/** How the whole of a portal was set up for the AWS CLI. */
export interface Whole {
  readonly form: CliProfileForm;
  readonly template: string;
  /** Gone profiles that the person left where they are: they are no news. */
  readonly left: readonly string[];
}

/** The portals whose organisation was set up as a whole. */
export function createCliWhole(areas: Areas) {
  const { of, lasting, change, ...forgetting } = createPortalTable<Whole>(areas, 'cliWhole');
  return {
    ...forgetting,

    of: async (portal: PortalRef): Promise<Whole | null> => (await of(portal)) ?? null,

    remember: (portal: PortalRef, whole: Whole): Promise<void> => change(portal, () => whole),

    /** Whether the program keeps a list, as far as is known here; of private windows it keeps none. */
    isAny: async (): Promise<boolean> => (await lasting()).length > 0,
  };
}

export type CliWhole = ReturnType<typeof createCliWhole>;
