import type { CliProfileForm } from '#core/protocol/cli-profiles.ts';
import { createPortalTable, type PortalRef } from '../sessions/portal-table.ts';
import type { Areas } from '../storage/areas.ts';

/** How all roles of a portal were set up as profiles for the AWS CLI. */
export interface WholePortal {
  readonly form: CliProfileForm;
  readonly template: string;
  /**
   * Names of profiles whose roles were removed from the portal. The user kept these profiles, so they are not reported
   * again.
   */
  readonly left: readonly string[];
}

/** The portals of which all roles were set up for the AWS CLI. */
export interface WholePortals {
  /** How all roles of this portal were set up. Null if not all roles were set up. */
  of(portal: PortalRef): Promise<WholePortal | null>;
  /** Stores how all roles of this portal were set up. */
  remember(portal: PortalRef, whole: WholePortal): Promise<void>;
  /**
   * Whether the program may have stored a list of any portal, or of the given portal. The program stores no list for
   * private windows.
   */
  hasAny(startUrl?: string): Promise<boolean>;
  /** Forgets one portal. */
  forget(startUrl: string): Promise<void>;
  /** Forgets the portals of private windows. */
  forgetPrivate(): Promise<void>;
  /** Forgets all portals. */
  forgetAll(): Promise<void>;
}

/** Creates the table of these portals in the browser's storage. */
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
