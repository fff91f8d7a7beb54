/** A request and the status of its response. It contains no secret. */
export interface LoggedRequest {
  /** When the request arrived, in ms since the epoch on this machine's clock. */
  readonly time: number;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /**
   * The session to which the token in the request belongs, as a label such as `demo/alex#1`. The label is `unknown` for
   * a token from another place. The value is null if the request has no token.
   */
  readonly session: string | null;
  /**
   * The issued credentials with which the request was signed, as a label such as `keys#1`. The label is `unknown` for
   * credentials from another place. The value is null if the request has no signature.
   */
  keys: string | null;
  readonly origin: string | null;
  /** Whether the request had cookies. */
  readonly cookie: boolean;
  /**
   * The status of the response. Null until the emulator answers. If a fault makes the request hang or resets the
   * connection, the value stays null.
   */
  status: number | null;
}

/** Number of requests for a path, for example `/federation/credentials`. */
export function countOf(requests: readonly LoggedRequest[], path: string): number {
  return requests.filter((request) => request.path === path && request.method !== 'OPTIONS').length;
}
