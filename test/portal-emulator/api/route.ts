import type { Reply } from '../replies.ts';
import type { Session } from '../sessions.ts';
import type { Call, World } from '../world.ts';

/** The data of a request to the portal's API. The emulator has already checked the token of the request. */
export interface ApiCall {
  readonly world: World;
  readonly session: Session;
  readonly query: URLSearchParams;
  readonly call: Call;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /**
   * A pattern for the whole path, without a slash at the end of the path. The text that matches the first group is
   * passed to `answer`.
   */
  readonly path: RegExp;
  readonly family: 'assignment' | 'instance' | 'other';
  answer(call: ApiCall, part: string): Reply;
}
