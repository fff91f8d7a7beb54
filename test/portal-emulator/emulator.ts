import type { Issued } from './issued.ts';
import type { LiveOptions } from './options.ts';
import type { Organisation } from './organisation.ts';
import type { LoggedRequest } from './request-log.ts';

/** The portal and user that a call is for. A missing field means the main portal, or every user. */
export interface Who {
  readonly portal?: string;
  readonly user?: string;
}

/** A running portal. */
export interface PortalEmulator {
  /** `https://127.0.0.1:<port>`: the API and STS, for `--endpoint-url` and the SDK's `endpoint`. */
  readonly url: string;
  readonly port: number;
  readonly certPem: string;
  /** A file with certPem, for AWS_CA_BUNDLE and NODE_EXTRA_CA_CERTS. close() removes it. */
  readonly certPath: string;
  readonly spkiBase64: string;
  readonly chromiumHostRules: string;
  /** The main portal's start URL, for example `https://demo.awsapps.com/start`. */
  readonly startUrl: string;
  /** The main portal's region. */
  readonly region: string;
  /** What the main portal's users see. */
  readonly organisation: Organisation;
  /** Options of the running emulator. A test can set them at any time. */
  readonly options: LiveOptions;
  /** Every request so far, in order of arrival. */
  readonly requests: LoggedRequest[];
  clearRequests(): void;
  /** Number of requests for a path, for example `/federation/credentials`. */
  countOf(path: string): number;
  readonly issued: Issued;
  /** Signs in without a browser. @returns the session token. */
  signIn(who?: Who): string;
  /** Ends all sessions, or the sessions of one portal or user, as a sign-out in another tab does. */
  signOutEverywhere(who?: Who): void;
  /** Makes all sessions expire now. */
  expireSessions(who?: Who): void;
  /** Gives the sessions new tokens and refuses the old tokens. @returns the newest token; null without a session */
  rotateToken(who?: Who): string | null;
  /** The text that a page assigns to `document.cookie` to store a token. */
  cookieAssignment(token: string): string;
  close(): Promise<void>;
}
