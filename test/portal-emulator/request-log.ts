/** A request and the status of its response. It contains no secret. */
export interface LoggedRequest {
  /** When the request came, in epoch ms of this machine's clock. */
  readonly time: number;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /**
   * The label of the session whose token the request has, such as `demo/alex#1`. `unknown` for another token, null
   * without a token.
   */
  readonly session: string | null;
  /**
   * The label of the issued credentials that signed the request, such as `keys#1`. `unknown` for other credentials,
   * null without a signature.
   */
  keys: string | null;
  readonly origin: string | null;
  /** Whether the request had cookies. */
  readonly cookie: boolean;
  /** The status of the response. Null until the request is answered. It stays null if the request hangs or is reset. */
  status: number | null;
}

/** Number of requests for a path, for example `/federation/credentials`. */
export function countOf(requests: readonly LoggedRequest[], path: string): number {
  return requests.filter((request) => request.path === path && request.method !== 'OPTIONS').length;
}
