import type { Reply } from '../replies.ts';
import type { Session } from '../sessions.ts';
import type { Call, World } from '../world.ts';

/** What a route of the portal's API is called with, once the token has been found good. */
export interface ApiCall {
  readonly world: World;
  readonly session: Session;
  readonly query: URLSearchParams;
  readonly call: Call;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Matches the whole path without a slash at its end; group 1 is handed on. */
  readonly path: RegExp;
  readonly family: 'assignment' | 'instance' | 'other';
  answer(call: ApiCall, part: string): Reply;
}
