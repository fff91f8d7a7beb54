import { KeyferryError } from '#core/errors.ts';
import type { Account, Instance, Page } from '../portal-api/responses.ts';
import type { Access, SsoClient } from '../portal-api/sso-client.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { SessionRequests } from '../sessions/session-requests.ts';
import type { Mode } from './index-store.ts';

/** How often a failed request is tried again. */
const RETRIES = 2;
/** The pause before the first retry, ms. Each further pause is twice as long as the last. */
const PAUSE_MS = 1_000;

export interface SourceDeps {
  readonly api: Pick<SessionRequests, 'patient'>;
  readonly pause: (ms: number) => Promise<void>;
}

type Request<T> = (sso: SsoClient, access: Access) => Promise<T>;

/** Whether the failure may be temporary, so that the same request may work later. */
function isPassing(error: unknown): boolean {
  return error instanceof KeyferryError && ['OFFLINE', 'TIMEOUT', 'PORTAL_ANSWER'].includes(error.code);
}

/**
 * Whether the portal refused the request with 401, 403 or 404. The portal may accept the request in the other mode
 * (`assignment` or `instance`).
 */
export function isRefusal(error: unknown): boolean {
  return error instanceof KeyferryError && ['SESSION_EXPIRED', 'NO_ACCESS', 'ROLE_GONE'].includes(error.code);
}

/** The account whose roles are requested. */
interface RolesOf {
  readonly accountId: string;
  /** The account's instance id in mode `instance`; null in mode `assignment`. */
  readonly instanceId: string | null;
}

/** Requests the lists of one session. Each request waits until the rate limiter allows it. */
export interface ListingSource {
  /** The accounts, page by page. Accounts are requested before roles, so that the popup can show all accounts soon. */
  accounts(mode: Mode): AsyncIterable<readonly (Account | Instance)[]>;
  /**
   * The role names of an account.
   * @param choose chooses the account just before the request is sent. The function may throw to cancel the request.
   */
  roles(choose: () => RolesOf): Promise<readonly string[]>;
  /** Whether the portal still accepts the session's token. Also true when this could not be checked. */
  stillKnown(): Promise<boolean>;
}

/**
 * Creates the source that requests the lists of one session.
 * @param waiting returns a signal that cancels the requests that wait for their turn.
 */
export function createListingSource(
  { api, pause }: SourceDeps,
  session: LiveSession,
  waiting: () => AbortSignal,
): ListingSource {
  /**
   * Sends one request when the rate limiter allows it. Tries again after a temporary failure.
   * @param first with true, the request is sent before the requests that already wait.
   */
  async function send<T>(request: Request<T>, first = false): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await api.patient(session, request, { waiting: waiting(), first });
      } catch (error) {
        if (attempt >= RETRIES || !isPassing(error)) throw error;
        await pause(PAUSE_MS * 2 ** attempt);
      }
    }
  }

  /**
   * Requests all pages. Stops when the portal sends the same token for the next page again, because otherwise the
   * requests would never end.
   */
  async function* pages<T>(
    request: (sso: SsoClient, access: Access, next: string | null) => Promise<Page<T>>,
    first = false,
  ) {
    const seen = new Set<string>();
    for (let next: string | null = null; ; ) {
      const at: string | null = next;
      const page: Page<T> = await send((sso, access) => request(sso, access, at), first);
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
    accounts: (mode) =>
      mode === 'assignment'
        ? pages((sso, access, next) => sso.accounts(access, next), true)
        : pages((sso, access, next) => sso.instances(access, next), true),

    async roles(choose) {
      const found = await all(
        pages((sso, access, next) => {
          const { accountId, instanceId } = choose();
          return instanceId === null ? sso.roles(access, accountId, next) : sso.profiles(access, instanceId, next);
        }),
      );
      return [...new Set(found)];
    },

    async stillKnown() {
      try {
        await send((sso, access) => sso.whoAmI(access));
        return true;
      } catch (error) {
        return !(error instanceof KeyferryError && error.code === 'SESSION_EXPIRED');
      }
    },
  };
}
