import type { CliProfileForm } from '#core/protocol/cli-profiles.ts';
import { createPortalTable, type PortalRef } from '../sessions/portal-table.ts';
import type { Areas } from '../storage/areas.ts';

/** How the user set up all roles of a portal as profiles for the AWS CLI. */
export interface WholePortal {
  readonly form: CliProfileForm;
  readonly template: string;
  /**
   * Names of profiles whose roles were removed from the portal. The user kept these profiles, so they are not reported
   * again.
   */
  readonly left: readonly string[];
}

/** The portals whose roles were all set up as profiles for the AWS CLI. */
export interface WholePortals {
  /** How all roles of this portal were set up. Null if not all roles were set up. */
  of(portal: PortalRef): Promise<WholePortal | null>;
  /** Stores how all roles of this portal were set up. */
  remember(portal: PortalRef, whole: WholePortal): Promise<void>;
  /**
   * Whether the keyferry program may have stored a list of the given portal. If no portal is given: whether the program
   * may have stored any list. The program stores no list for private windows.
   */
  hasAny(startUrl?: string): Promise<boolean>;
  /** Forgets one portal. */
  forget(startUrl: string): Promise<void>;
  /** Forgets the portals of private windows. */
  forgetPrivate(): Promise<void>;
  /** Forgets all portals. */
  forgetAll(): Promise<void>;
}

/** Creates the table of portals whose roles were all set up as profiles. The table is in the browser's storage. */
export function createWholePortals(areas: Areas): WholePortals {
  const { of, lasting, change, forget, forgetPrivate, forgetAll } = createPortalTable<WholePortal>(areas, 'cliWhole');
  return {
    of: async (portal) => (await of(portal)) ?? null,
    remember: (portal, whole) => change(portal, () => whole),
    hasAny: async (startUrl) => (await lasting()).some(([each]) => startUrl === undefined || each === startUrl),
    forget,
    forgetPrivate,
    forgetAll,
  };
}
