import type { Fault } from './faults.ts';
import type { Organisation } from './organisation.ts';

/** What a test may change while the emulator runs. Times are in ms. */
export interface LiveOptions {
  /** Added to every answer of the API and of STS. */
  latencyMs: number;
  /** One token bucket for the portal's API; null lets everything pass. */
  throttle: Throttle | null;
  /** The first fault that matches a request is played; see faults.ts. */
  faults: Fault[];
  /** Items a page of `/assignment/*` holds when the client names no number. */
  pageSize: number;
  /** Items a page of `/instance/*` holds. */
  instancePageSize: number;
  /** What stands in the place of a next token on the last page. */
  lastPageToken: 'null' | 'empty' | 'absent';
  /** Lifetime of role credentials; negative gives keys that are already past their end. */
  roleSessionMs: number;
  /** Lifetime of a portal session begun from now on. */
  portalSessionMs: number;
  /** How far the emulator's clock runs ahead of this machine's. */
  clockSkewMs: number;
  /** Whether an Origin of a browser extension is refused with 403. */
  refuseExtensionOrigins: boolean;
  /** 'works', or the status with which the whole family of calls is refused. */
  assignmentApi: 'works' | 401 | 403 | 404;
  instanceApi: 'works' | 401 | 403 | 404;
  /** How long after signing in the page sets its cookie. */
  cookieDelayMs: number;
  cookieHttpOnly: boolean;
  cookieSameSite: 'none' | 'lax' | 'strict';
  /** Where the page names its region. */
  regionBy: 'env' | 'meta' | 'none';
  /** The region that the page names, where that is to be another than the portal's. */
  pageRegion: string | null;
  /** Replaces the content of `script#env`: an object as JSON, a string as it stands. */
  env: Record<string, unknown> | string | null;
}

export interface Throttle {
  ratePerSecond: number;
  burst: number;
  /** Sent as `Retry-After` where set. */
  retryAfterSeconds?: number;
}

/** One portal: where it lives and who sees what there. */
export interface PortalDefinition {
  /** The portal's own name: `demo` gives `https://demo.awsapps.com/start`. */
  readonly alias: string;
  /** Another host and path than the alias gives, for the other forms of portal URL. */
  readonly host?: string;
  readonly path?: string;
  /** Another address that leads here by a redirect: a company's own, or an issuer's. */
  readonly from?: string;
  readonly region?: string;
  readonly partition?: string;
  /** What users see who are not named below. */
  readonly organisation?: Organisation;
  /** By user name; any other name may sign in too. */
  readonly users?: Readonly<Record<string, Organisation>>;
}

export interface EmulatorOptions extends Partial<LiveOptions> {
  /** 0 or none takes any free port. */
  readonly port?: number;
  /** The demo portal's organisation, where no portals are given. */
  readonly organisation?: Organisation;
  /** The first is the main one; Builder ID's portal, `view`, is always there. */
  readonly portals?: readonly PortalDefinition[];
}

const HOUR = 3_600_000;

export const defaultLiveOptions: LiveOptions = {
  latencyMs: 0,
  throttle: null,
  faults: [],
  pageSize: 100,
  instancePageSize: 98,
  lastPageToken: 'null',
  roleSessionMs: HOUR,
  portalSessionMs: 8 * HOUR,
  clockSkewMs: 0,
  refuseExtensionOrigins: true,
  assignmentApi: 'works',
  instanceApi: 'works',
  cookieDelayMs: 0,
  cookieHttpOnly: false,
  cookieSameSite: 'none',
  regionBy: 'env',
  pageRegion: null,
  env: null,
};

/** The live options of a start, without what only matters at the start. */
export function liveOptions(options: EmulatorOptions): LiveOptions {
  const { port: _port, organisation: _organisation, portals: _portals, ...live } = options;
  return { ...defaultLiveOptions, faults: [], ...live };
}
