import type { Fault } from './faults.ts';
import type { Organisation } from './organisation.ts';

/** Options that a test can change while the emulator runs. All times are in ms. */
export interface LiveOptions {
  /** Delay of every response of the API and STS. */
  latencyMs: number;
  /** The rate limit of the portal's API, as a token bucket. Null means that there is no limit. */
  throttle: Throttle | null;
  /**
   * The faults that the emulator uses. If several faults match a request, the emulator uses the first of them. See
   * faults.ts.
   */
  faults: Fault[];
  /** The number of entries on each page of `/assignment/*`, if the client does not request a number. */
  pageSize: number;
  /** The number of entries on each page of `/instance/*`. */
  instancePageSize: number;
  /**
   * What the last page of a list contains in the field for the next page's token: null, an empty text, or no such
   * field.
   */
  lastPageToken: 'null' | 'empty' | 'absent';
  /** How long new role credentials are valid. If the value is negative, new credentials have already expired. */
  roleSessionMs: number;
  /** How long new portal sessions are valid. */
  portalSessionMs: number;
  /** How far the emulator's clock is ahead of this machine's clock. */
  clockSkewMs: number;
  /** Whether the emulator answers 403 to requests with the Origin of a browser extension. */
  refuseExtensionOrigins: boolean;
  /** `works`, or the status with which the emulator refuses every call of this group. */
  assignmentApi: 'works' | 401 | 403 | 404;
  instanceApi: 'works' | 401 | 403 | 404;
  /** The time between the sign-in and the moment when the page sets its cookie. */
  cookieDelayMs: number;
  cookieHttpOnly: boolean;
  cookieSameSite: 'none' | 'lax' | 'strict';
  /** The part of the page that contains the region. */
  regionBy: 'env' | 'meta' | 'none';
  /** A wrong region that the page contains. If it is null, the page contains the region of the portal. */
  pageRegion: string | null;
  /** Replaces the content of `script#env`. An object is written as JSON, and a text is written unchanged. */
  env: Record<string, unknown> | string | null;
}

export interface Throttle {
  ratePerSecond: number;
  burst: number;
  /** The value of the header `Retry-After`. Without this option, responses do not have this header. */
  retryAfterSeconds?: number;
}

/** One portal: its address, and what each user sees there. */
export interface PortalDefinition {
  /** The portal's own name. `demo` means `https://demo.awsapps.com/start`. */
  readonly alias: string;
  /** The host and the path, for a portal whose URL does not have the usual form. */
  readonly host?: string;
  readonly path?: string;
  /** Another address that redirects to this portal, for example the address of a company or of an issuer. */
  readonly from?: string;
  readonly region?: string;
  readonly partition?: string;
  /** The organisation that a user sees if `users` contains no organisation for this user. */
  readonly organisation?: Organisation;
  /** The organisation of each user, by the user's name. Other users can sign in too. */
  readonly users?: Readonly<Record<string, Organisation>>;
}

export interface EmulatorOptions extends Partial<LiveOptions> {
  /** The port of the emulator. If the port is 0 or undefined, the system chooses a free port. */
  readonly port?: number;
  /** The organisation of the demo portal. It is used only if the option `portals` is not given. */
  readonly organisation?: Organisation;
  /**
   * The portals. The first portal is the main portal. The portal `view` always exists, because it is the page of AWS
   * Builder ID.
   */
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

/** The options that a test can still change while the emulator runs. */
export function liveOptions(options: EmulatorOptions): LiveOptions {
  const { port: _port, organisation: _organisation, portals: _portals, ...live } = options;
  return { ...defaultLiveOptions, faults: [], ...live };
}
