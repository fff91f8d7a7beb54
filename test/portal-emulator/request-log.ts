/** One request as it came and as it was answered. No secret stands in it. */
export interface LoggedRequest {
  /** Epoch ms of this machine's clock. */
  readonly time: number;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Which portal session's token it carried: `demo/alex#1`, `unknown`, or null for none. */
  readonly session: string | null;
  /** Which issued keys signed it: `keys#1`, `unknown`, or null for none. */
  keys: string | null;
  readonly origin: string | null;
  /** Whether cookies came along. */
  readonly cookie: boolean;
  /** null until answered, and for ever where it hangs or is reset. */
  status: number | null;
}

/** How many of the requests went to a path, e.g. `/federation/credentials`. */
export function countOf(requests: readonly LoggedRequest[], path: string): number {
  return requests.filter((request) => request.path === path && request.method !== 'OPTIONS').length;
}
