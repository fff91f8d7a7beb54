import type { PortalErrorName } from './replies.ts';

/** The kinds of faults: what the emulator can do wrong in a response. */
type FaultAction =
  /** An error of the API. */
  | { readonly do: 'error'; readonly name: PortalErrorName; readonly message?: string }
  /** A response with the given status and body. Without a body, the response is empty. */
  | { readonly do: 'answer'; readonly status: number; readonly body?: string; readonly type?: string }
  /** The response comes `ms` milliseconds later than usual. */
  | { readonly do: 'delay'; readonly ms: number }
  /** The emulator sends no response and keeps the connection open. */
  | { readonly do: 'hang' }
  /** The emulator closes the connection before it has sent a byte. */
  | { readonly do: 'reset' }
  /** The emulator sends half of the body and then closes the connection. */
  | { readonly do: 'cut' }
  /** A login page with status 200, as some networks send it before the user has logged in. */
  | { readonly do: 'login-page' }
  /** A body of 1 GB. It is sent until the client stops reading. */
  | { readonly do: 'flood' }
  | { readonly do: 'redirect'; readonly location: string }
  /** The usual response with a change in its JSON: fields are missing, or there are other fields or types. */
  | { readonly do: 'rewrite'; readonly change: (body: Record<string, unknown>) => unknown };

/** A fault and the requests that it affects. */
export type Fault = FaultAction & {
  /**
   * A pattern for the path and the query, or a text for the exact path. Without `on`, the fault affects every request
   * to the API or STS.
   */
  readonly on?: RegExp | string;
  /** How many requests the fault affects. Without `times`, the fault affects all requests. */
  times?: number;
};

function matches(fault: Fault, path: string, pathAndQuery: string): boolean {
  if (fault.on === undefined) return true;
  return typeof fault.on === 'string' ? fault.on === path : fault.on.test(pathAndQuery);
}

/** Finds the fault for a request, and counts the use of this fault. */
export function takeFault(faults: readonly Fault[], path: string, pathAndQuery: string): Fault | null {
  const fault = faults.find((each) => each.times !== 0 && matches(each, path, pathAndQuery));
  if (fault?.times !== undefined) fault.times -= 1;
  return fault ?? null;
}
