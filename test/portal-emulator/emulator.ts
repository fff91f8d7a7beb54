import type { Issued } from './issued.ts';
import type { LiveOptions } from './options.ts';
import type { Organisation } from './organisation.ts';
import type { LoggedRequest } from './request-log.ts';

/**
 * The portal and the user to which a call applies. Without `portal`, the call applies to the main portal. Without
 * `user`, it applies to all users.
 */
export interface Who {
  readonly portal?: string;
  readonly user?: string;
}

/** The running emulator of a portal. */
export interface PortalEmulator {
  /**
   * The address of the API and STS: `https://127.0.0.1:<port>`. A test passes it to `--endpoint-url` or to the SDK's
   * option `endpoint`.
   */
  readonly url: string;
  readonly port: number;
  readonly certPem: string;
  /**
   * The path of a file with certPem. A test passes it to AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS. close() removes this
   * file.
   */
  readonly certPath: string;
  readonly spkiBase64: string;
  readonly chromiumHostRules: string;
  /** The main portal's start URL, for example `https://demo.awsapps.com/start`. */
  readonly startUrl: string;
  /** The main portal's region. */
  readonly region: string;
  /** The accounts and roles that the users of the main portal see. */
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
  /** Ends all sessions, or only those of one portal or user. The effect is the same as a sign-out in another tab. */
  signOutEverywhere(who?: Who): void;
  /** Makes all sessions expire now. */
  expireSessions(who?: Who): void;
  /**
   * Gives a new token to each session, and refuses the old tokens.
   * @returns the newest token, or null if there is no session
   */
  rotateToken(who?: Who): string | null;
  /** The text that the portal's page assigns to `document.cookie` to store a token. */
  cookieAssignment(token: string): string;
  close(): Promise<void>;
}
