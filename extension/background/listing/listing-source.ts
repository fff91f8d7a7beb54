import { KeyferryError } from '#core/errors.ts';
import type { Account, Instance, Page } from '../portal-api/responses.ts';
import type { Access, SsoClient } from '../portal-api/sso-client.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { SessionRequests } from '../sessions/session-requests.ts';
import type { Mode } from './index-store.ts';

const REPEATS = 2;
const PAUSE_MS = 1_000;

export interface SourceDeps {
  readonly api: Pick<SessionRequests, 'patient'>;
  readonly pause: (ms: number) => Promise<void>;
}

type Request<T> = (sso: SsoClient, access: Access) => Promise<T>;

/** A request that failed in a way the next attempt may not. */
function mayPass(error: unknown): boolean {
  return error instanceof KeyferryError && ['OFFLINE', 'TIMEOUT', 'PORTAL_ANSWER'].includes(error.code);
}

/** Whether the API refused the way of asking rather than failed: the other way may work. */
export function isRefusal(error: unknown): boolean {
  return error instanceof KeyferryError && ['SESSION_EXPIRED', 'NO_ACCESS', 'ROLE_GONE'].includes(error.code);
}

/** An account whose roles are asked for. */
interface Asked {
  readonly accountId: string;
  /** In mode `instance`, else null. */
  readonly instanceId: string | null;
}

/**
 * The lists of one session, page by page, each request in its turn.
 * @param waiting ends requests that wait for their turn.
 */
export function createListingSource({ api, pause }: SourceDeps, session: LiveSession, waiting: () => AbortSignal) {
  /** @param first goes before what waits already. */
  async function ask<T>(request: Request<T>, first = false): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await api.patient(session, request, { waiting: waiting(), first });
      } catch (error) {
        if (attempt >= REPEATS || !mayPass(error)) throw error;
        await pause(PAUSE_MS * 2 ** attempt);
      }
    }
  }

  /** Follows the pages; a token that comes a second time ends them, since it would never end by itself. */
  async function* pages<T>(
    request: (sso: SsoClient, access: Access, next: string | null) => Promise<Page<T>>,
    first = false,
  ) {
    const seen = new Set<string>();
    for (let next: string | null = null; ; ) {
      const at: string | null = next;
      const page: Page<T> = await ask((sso, access) => request(sso, access, at), first);
      yield page.items;
      if (page.next === null || seen.has(page.next)) return;
      seen.add(page.next);
      next = page.next;
    }
  }

  async function all<T>(items: AsyncIterable<readonly T[]>): Promise<T[]> {
    const found: T[] = [];
    for await (const page of items) found.push(...page);
    return found;
  }

  return {
    /** Goes before all roles, so that every account is known soon. */
    accounts: (mode: Mode): AsyncIterable<readonly (Account | Instance)[]> =>
      mode === 'assignment'
        ? pages((sso, access, next) => sso.accounts(access, next), true)
        : pages((sso, access, next) => sso.instances(access, next), true),

    /** @param choose asked, when the turn has come, whose roles they are to be; what it throws ends the asking. */
    async roles(choose: () => Asked): Promise<readonly string[]> {
      const found = await all(
        pages((sso, access, next) => {
          const { accountId, instanceId } = choose();
          return instanceId === null ? sso.roles(access, accountId, next) : sso.profiles(access, instanceId, next);
        }),
      );
      return [...new Set(found)];
    },

    /** Whether the portal still knows the token, asked where every token is known. */
    async stillKnown(): Promise<boolean> {
      try {
        await ask((sso, access) => sso.whoAmI(access));
        return true;
      } catch (error) {
        return !(error instanceof KeyferryError && error.code === 'SESSION_EXPIRED');
      }
    },
  };
}

export type ListingSource = ReturnType<typeof createListingSource>;
