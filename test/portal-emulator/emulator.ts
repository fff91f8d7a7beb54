import type { Issued } from './issued.ts';
import type { LiveOptions } from './options.ts';
import type { Organisation } from './organisation.ts';
import type { LoggedRequest } from './request-log.ts';

/** Whom a call concerns: the main portal's or every user where a field is left out. */
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
  /** A file that holds certPem, for AWS_CA_BUNDLE and NODE_EXTRA_CA_CERTS; gone after close(). */
  readonly certPath: string;
  readonly spkiBase64: string;
  readonly chromiumHostRules: string;
  /** The main portal's start URL, for instance `https://demo.awsapps.com/start`. */
  readonly startUrl: string;
  /** The main portal's region. */
  readonly region: string;
  /** What the main portal's users see. */
  readonly organisation: Organisation;
  /** Assign to its fields at any time. */
  readonly options: LiveOptions;
  /** Every request so far, in the order of arrival. */
  readonly requests: LoggedRequest[];
  clearRequests(): void;
  /** How many requests went to a path, e.g. `/federation/credentials`. */
  countOf(path: string): number;
  readonly issued: Issued;
  /** Signs in without a browser. @returns the session's token. */
  signIn(who?: Who): string;
  /** Ends all sessions, or those of one portal or user, as a sign-out in another tab does. */
  signOutEverywhere(who?: Who): void;
  /** The sessions reach their natural end now. */
  expireSessions(who?: Who): void;
  /** New tokens for the live sessions; the old ones are refused. @returns the newest of them, null without a session. */
  rotateToken(who?: Who): string | null;
  /** What a page assigns to `document.cookie` to hold a token. */
  cookieAssignment(token: string): string;
  close(): Promise<void>;
}
