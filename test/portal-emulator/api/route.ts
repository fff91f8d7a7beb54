import type { Reply } from '../replies.ts';
import type { Session } from '../sessions.ts';
import type { Call, World } from '../world.ts';

/** The data for a route of the portal's API, after the request's token was checked. */
export interface ApiCall {
  readonly world: World;
  readonly session: Session;
  readonly query: URLSearchParams;
  readonly call: Call;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** A pattern for the whole path without a slash at its end. The route gets the text that the first group matches. */
  readonly path: RegExp;
  readonly family: 'assignment' | 'instance' | 'other';
  answer(call: ApiCall, part: string): Reply;
}
