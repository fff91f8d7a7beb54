import {
  GetRoleCredentialsCommand,
  ListAccountRolesCommand,
  ListAccountsCommand,
  SSOClient,
} from '@aws-sdk/client-sso';
import type { RoleCredentials, RoleRef } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { refusal } from './errors.ts';
import * as responses from './responses.ts';

/**
 * The only file of the extension that uses the network. Every request is a GET to the given origin, with the session's
 * token in a header. Requests use no cache, no cookies, no redirects and no referrer.
 */

const TIMEOUT_MS = 15_000;
const LIST_BYTES = 4 * 1024 * 1024;
const CREDENTIAL_BYTES = 64 * 1024;
const PAGE_SIZE = 100;

/** What a request needs: the API's origin and region, the session's token, and a signal that can cancel the request. */
export interface Access {
  /** The origin of the portal's API, from core/portals/portals.ts. */
  readonly origin: string;
  readonly region: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

export interface SsoDeps {
  /** The browser's `fetch` by default. */
  readonly fetch?: typeof fetch;
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
  readonly timeoutMs?: number;
  /**
   * Called with every response that has a valid Date header. @param aheadMs how far this computer's clock was ahead.
   * @param uncertaintyMs the possible error of `aheadMs`: half of the time that the request took.
   */
  readonly onDate?: (aheadMs: number, uncertaintyMs: number) => void;
}

interface ApiResponse {
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** The fields of the SDK's request that a GET uses. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
}

/** Reads the body of a response. @throws KeyferryError PORTAL_ANSWER if the body has more than `limit` bytes. */
async function readBody(response: Response, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (const reader = response.body?.getReader(); reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      reader.cancel().catch(() => undefined);
      throw responses.misunderstood('the response is too large');
    }
    parts.push(value);
  }
  const body = new Uint8Array(size);
  parts.reduce((at, part) => {
    body.set(part, at);
    return at + part.byteLength;
  }, 0);
  return body;
}

function searchOf(query: SdkRequest['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value ?? '']) search.append(name, each);
  }
  return search.size > 0 ? `?${search}` : '';
}

// A wrapper, because browsers throw when `fetch` is called as a method of another object.
const browserFetch: typeof fetch = (input, init) => fetch(input, init);

/** Measures how far this computer's clock is ahead. The Date header has only full seconds, so 500 ms are added. */
function compareClocks({ headers }: Response, sentAt: number, { now, onDate }: SsoDeps): void {
  const portalTime = Date.parse(headers.get('date') ?? '') + 500;
  const uncertainty = (now() - sentAt) / 2;
  if (!Number.isNaN(portalTime)) onDate?.(sentAt + uncertainty - portalTime, Math.abs(uncertainty));
}

/** The requests to the portal's API. Each method rejects with a KeyferryError or the reason of `access.signal`. */
export interface SsoClient {
  /** The signed-in user, the user's directory and the session's end. */
  whoAmI(access: Access): Promise<responses.WhoAmIAnswer>;
  /** One page of accounts, in mode `assignment`. @param next the page's token; null for the first page. */
  accounts(access: Access, next: string | null): Promise<responses.Page<responses.Account>>;
  /** One page of an account's role names, in mode `assignment`. */
  roles(access: Access, accountId: string, next: string | null): Promise<responses.Page<string>>;
  /** One page of accounts in mode `instance`, for portals that refuse `/assignment/*` (docs/DECISIONS.md, 9). */
  instances(access: Access, next: string | null): Promise<responses.Page<responses.Instance>>;
  /** One page of an account's role names, in mode `instance`. */
  profiles(access: Access, instanceId: string, next: string | null): Promise<responses.Page<string>>;
  /** A role's short-term credentials. Errors include NO_ACCESS, ROLE_GONE and ALREADY_EXPIRED. */
  credentials(access: Access, role: RoleRef): Promise<RoleCredentials>;
}

/** Creates the client of the portal's API. */
export function createSsoClient({ fetch: send = browserFetch, timeoutMs = TIMEOUT_MS, ...deps }: SsoDeps): SsoClient {
  const { now } = deps;

  /** The error to throw after a failed request. If the signal was aborted, this is the signal's reason. */
  function causeOf(error: unknown, signal: AbortSignal, timer: AbortSignal): unknown {
    if (error instanceof KeyferryError) return error;
    if (signal.aborted) return signal.reason;
    return timer.aborted ? new KeyferryError('TIMEOUT', { seconds: timeoutMs / 1000 }) : new KeyferryError('OFFLINE');
  }

  async function get(access: Access, path: string, limit: number): Promise<ApiResponse> {
    const timer = AbortSignal.timeout(timeoutMs);
    try {
      const sentAt = now();
      const response = await send(`${access.origin}${path}`, {
        method: 'GET',
        headers: { 'x-amz-sso_bearer_token': access.token },
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.any([access.signal, timer]),
      });
      compareClocks(response, sentAt, deps);
      const body = await readBody(response, limit);
      if (!response.ok) throw refusal(response, new TextDecoder().decode(body), now());
      return { headers: response.headers, body };
    } catch (error) {
      throw causeOf(error, access.signal, timer);
    }
  }

  /** Creates an SDK client that uses the network only through `get`. `received` gets the response's headers. */
  function sdk(access: Access, limit: number) {
    const received: { headers?: Headers } = {};
    const handle = async ({ method, path, query }: SdkRequest) => {
      if (method !== 'GET') throw new KeyferryError('INTERNAL', { where: 'sso-client' });
      const { headers, body } = await get(access, `${path}${searchOf(query)}`, limit);
      received.headers = headers;
      return { response: { statusCode: 200, headers: Object.fromEntries(headers), body } };
    };
    const { region, origin: endpoint } = access;
    // The SDK must try only once, because the rate limiter repeats requests. `defaultsMode` is not set, because the SDK
    // would then read `window`, which a worker does not have.
    const client = new SSOClient({ region, endpoint, maxAttempts: 1, requestHandler: { handle } });
    return { client, received };
  }

  /** If the portal refused a role, adds the role and the account to the error. */
  const forRole = (error: unknown, { roleName: role, accountId: account }: RoleRef) =>
    error instanceof KeyferryError && (error.code === 'NO_ACCESS' || error.code === 'ROLE_GONE')
      ? new KeyferryError(error.code, { role, account })
      : error;

  /** Runs one SDK command. If the SDK cannot read the response, the error is PORTAL_ANSWER, without the SDK's text. */
  async function run<T>(command: () => Promise<T>): Promise<T> {
    try {
      return await command();
    } catch (error) {
      throw error instanceof KeyferryError ? error : responses.misunderstood('the response is not the expected JSON');
    }
  }

  async function json(access: Access, path: string): Promise<unknown> {
    const { body } = await get(access, path, LIST_BYTES);
    try {
      return JSON.parse(new TextDecoder().decode(body));
    } catch {
      throw responses.misunderstood('the response is not JSON');
    }
  }

  const nextQuery = (next: string | null) => searchOf(next === null ? {} : { next_token: next });

  return {
    whoAmI: async (access: Access) => responses.readWhoAmI(await json(access, '/token/whoAmI')),

    async accounts(access: Access, next: string | null): Promise<responses.Page<responses.Account>> {
      const { client } = sdk(access, LIST_BYTES);
      const input = { accessToken: access.token, maxResults: PAGE_SIZE, ...(next === null ? {} : { nextToken: next }) };
      return responses.readAccounts(await run(() => client.send(new ListAccountsCommand(input))));
    },

    async roles(access: Access, accountId: string, next: string | null): Promise<responses.Page<string>> {
      const { client } = sdk(access, LIST_BYTES);
      const page = { maxResults: PAGE_SIZE, ...(next === null ? {} : { nextToken: next }) };
      const command = new ListAccountRolesCommand({ accessToken: access.token, accountId, ...page });
      return responses.readRoles(await run(() => client.send(command)));
    },

    instances: async (access: Access, next: string | null) =>
      responses.readInstances(await json(access, `/instance/appinstances${nextQuery(next)}`)),

    profiles: async (access: Access, instanceId: string, next: string | null) =>
      responses.readProfiles(await json(access, `/instance/appinstance/${instanceId}/profiles${nextQuery(next)}`)),

    async credentials(access: Access, role: RoleRef): Promise<RoleCredentials> {
      const { client, received } = sdk(access, CREDENTIAL_BYTES);
      const command = new GetRoleCredentialsCommand({ accessToken: access.token, ...role });
      const response = await run(() => client.send(command)).catch((error) => {
        throw forRole(error, role);
      });
      const portalTime = Date.parse(received.headers?.get('date') ?? '');
      return responses.readCredentials(response, Number.isNaN(portalTime) ? now() : portalTime);
    },
  };
}
