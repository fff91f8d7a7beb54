import type { Handlers } from '#core/protocol/answer-request.ts';
import type { ToExtension } from '#core/protocol/host-protocol.ts';
import type { TerminalRenewal } from './renewal.ts';
import type { TerminalSetUp } from './set-up.ts';

type Kinds = 'live-renew' | 'live-set-up';

export interface TerminalHandlers {
  readonly handlers: Pick<Handlers<ToExtension>, Kinds>;
  /** Number of the host's requests that wait for an answer. */
  underWay(): number;
}

/**
 * Answers two kinds of requests from the terminal: to renew profiles, and to set up profiles. Both change files. No
 * answer contains keys.
 */
export function createTerminalHandlers(renewal: TerminalRenewal, setUp: TerminalSetUp): TerminalHandlers {
  let underWay = 0;
  async function counted<T>(work: Promise<T>): Promise<T> {
    underWay += 1;
    try {
      return await work;
    } finally {
      underWay -= 1;
    }
  }
  return {
    underWay: () => underWay,
    handlers: {
      'live-renew': ({ profiles }) => counted(renewal.renew(profiles)),
      'live-set-up': async ({ portal, accountId, roleName, profile, client }) => ({
        name: await counted(setUp.setUp({ portal, accountId, roleName, profile }, client)),
      }),
    },
  };
}
