import type { Reply } from '../replies.ts';
import type { Session } from '../sessions.ts';
import type { Call, World } from '../world.ts';

/** What a route of the portal's API gets after the token of the request was checked. */
export interface ApiCall {
  readonly world: World;
  readonly session: Session;
  readonly query: URLSearchParams;
  readonly call: Call;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Matches the whole path without a trailing slash. The route gets the text of group 1. */
  readonly path: RegExp;
  readonly family: 'assignment' | 'instance' | 'other';
  answer(call: ApiCall, part: string): Reply;
}
