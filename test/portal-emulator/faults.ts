import type { PortalErrorName } from './replies.ts';

/** What goes wrong with a response. */
type FaultAction =
  /** An error of the API. */
  | { readonly do: 'error'; readonly name: PortalErrorName; readonly message?: string }
  /** Any status and body. Without a body the response is empty. */
  | { readonly do: 'answer'; readonly status: number; readonly body?: string; readonly type?: string }
  /** The response comes `ms` later. */
  | { readonly do: 'delay'; readonly ms: number }
  /** No response, and the connection stays open. */
  | { readonly do: 'hang' }
  /** The connection is closed before a byte is sent. */
  | { readonly do: 'reset' }
  /** Half of the body, then the connection is closed. */
  | { readonly do: 'cut' }
  /** A login page with status 200, as captive networks send it. */
  | { readonly do: 'login-page' }
  /** A body of 1 GB, sent as long as the client reads. */
  | { readonly do: 'flood' }
  | { readonly do: 'redirect'; readonly location: string }
  /** The true response with changed JSON: missing fields, extra fields, other types. */
  | { readonly do: 'rewrite'; readonly change: (body: Record<string, unknown>) => unknown };

/** A fault and the requests that it affects. */
export type Fault = FaultAction & {
  /** A pattern for path and query, or the whole path as text. Without it, every request to the API or STS matches. */
  readonly on?: RegExp | string;
  /** How many requests the fault affects. Without `times`, it affects all. */
  times?: number;
};

function matches(fault: Fault, path: string, pathAndQuery: string): boolean {
  if (fault.on === undefined) return true;
  return typeof fault.on === 'string' ? fault.on === path : fault.on.test(pathAndQuery);
}

/** The fault that affects the request. It is counted as used once. */
export function takeFault(faults: readonly Fault[], path: string, pathAndQuery: string): Fault | null {
  const fault = faults.find((each) => each.times !== 0 && matches(each, path, pathAndQuery));
  if (fault?.times !== undefined) fault.times -= 1;
  return fault ?? null;
}
