import type { Fault } from './faults.ts';
import type { Organisation } from './organisation.ts';

/** What a test can change while the emulator runs. Times are in ms. */
export interface LiveOptions {
  /** Delay of every response of the API and STS. */
  latencyMs: number;
  /** The rate limit of the portal's API (one token bucket); null means no limit. */
  throttle: Throttle | null;
  /** The first fault that matches a request is used; see faults.ts. */
  faults: Fault[];
  /** Items in a page of `/assignment/*` if the client gives no number. */
  pageSize: number;
  /** Items in a page of `/instance/*`. */
  instancePageSize: number;
  /** The value of the next token on the last page. */
  lastPageToken: 'null' | 'empty' | 'absent';
  /** Lifetime of role credentials. A negative value gives expired credentials. */
  roleSessionMs: number;
  /** Lifetime of new portal sessions. */
  portalSessionMs: number;
  /** How far the emulator's clock is ahead of this machine's. */
  clockSkewMs: number;
  /** Whether requests with the Origin of a browser extension are refused with 403. */
  refuseExtensionOrigins: boolean;
  /** 'works', or the status with which all calls of the group are refused. */
  assignmentApi: 'works' | 401 | 403 | 404;
  instanceApi: 'works' | 401 | 403 | 404;
  /** How long after the sign-in the page sets its cookie. */
  cookieDelayMs: number;
  cookieHttpOnly: boolean;
  cookieSameSite: 'none' | 'lax' | 'strict';
  /** Where the page names its region. */
  regionBy: 'env' | 'meta' | 'none';
  /** The region that the page names, if it is not the portal's region. */
  pageRegion: string | null;
  /** Replaces the content of `script#env`: an object as JSON, a string as it is. */
  env: Record<string, unknown> | string | null;
}

export interface Throttle {
  ratePerSecond: number;
  burst: number;
  /** The value of the header `Retry-After`. If it is left out, responses do not have this header. */
  retryAfterSeconds?: number;
}

/** One portal: its address, and what each user sees there. */
export interface PortalDefinition {
  /** The portal's own name. `demo` means `https://demo.awsapps.com/start`. */
  readonly alias: string;
  /** Host and path for other forms of portal URL. */
  readonly host?: string;
  readonly path?: string;
  /** Another address that redirects to this portal: a company's own address, or an issuer's. */
  readonly from?: string;
  readonly region?: string;
  readonly partition?: string;
  /** The organisation of all users who are not listed in `users`. */
  readonly organisation?: Organisation;
  /** The organisations of users, by user name. Other names can sign in too. */
  readonly users?: Readonly<Record<string, Organisation>>;
}

export interface EmulatorOptions extends Partial<LiveOptions> {
  /** The port of the emulator. If it is 0 or left out, the system chooses a free port. */
  readonly port?: number;
  /** The demo portal's organisation, if no portals are given. */
  readonly organisation?: Organisation;
  /** The first portal is the main portal. The portal `view`, which is the page of Builder ID, always exists. */
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

/** The options that can still be changed after the start. */
export function liveOptions(options: EmulatorOptions): LiveOptions {
  const { port: _port, organisation: _organisation, portals: _portals, ...live } = options;
  return { ...defaultLiveOptions, faults: [], ...live };
}
