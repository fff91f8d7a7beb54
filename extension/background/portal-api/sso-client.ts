import {
  GetRoleCredentialsCommand,
  ListAccountRolesCommand,
  ListAccountsCommand,
  SSOClient,
} from '@aws-sdk/client-sso';
import type { RoleCredentials, RoleRef } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { refusal } from './errors.ts';
import * as answers from './responses.ts';

/*
 * The only file that reaches the network. Every request is a GET to the one origin it is given, with the session's
 * token in a header, and leaves nothing in the browser: no cache, no cookies, no redirects, no referrer.
 */

const TIMEOUT_MS = 15_000;
const LIST_BYTES = 4 * 1024 * 1024;
const CREDENTIAL_BYTES = 64 * 1024;
const PAGE_SIZE = 100;

/** Where a request goes, with what, and until when it is wanted. */
export interface Access {
  /** Of the portal's API, from core's table. */
  readonly origin: string;
  readonly region: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

export interface SsoDeps {
  /** The browser's own, unless a test gives another. */
  readonly fetch?: typeof fetch;
  /** Epoch ms. */
  readonly now: () => number;
  readonly timeoutMs?: number;
}

interface Wire {
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** The SDK's request, as far as a GET has one. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
}

/** @throws KeyferryError PORTAL_ANSWER as soon as more than `limit` bytes have come. */
async function readBody(response: Response, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (const reader = response.body?.getReader(); reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      reader.cancel().catch(() => undefined);
      throw answers.misunderstood('it is too large');
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

// Called as a bare function: a browser refuses it as the method of another object.
const browserFetch: typeof fetch = (input, init) => fetch(input, init);

export function createSsoClient({ fetch: ask = browserFetch, now, timeoutMs = TIMEOUT_MS }: SsoDeps) {
  /** Turns whatever a request died of into a code; the reason of an abort passes through. */
  function causeOf(error: unknown, signal: AbortSignal, timer: AbortSignal): unknown {
    if (error instanceof KeyferryError) return error;
    if (signal.aborted) return signal.reason;
    return timer.aborted ? new KeyferryError('TIMEOUT', { seconds: timeoutMs / 1000 }) : new KeyferryError('OFFLINE');
  }

  async function get(access: Access, path: string, limit: number): Promise<Wire> {
    const timer = AbortSignal.timeout(timeoutMs);
    try {
      const response = await ask(`${access.origin}${path}`, {
        method: 'GET',
        headers: { 'x-amz-sso_bearer_token': access.token },
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.any([access.signal, timer]),
      });
      const body = await readBody(response, limit);
      if (!response.ok) throw refusal(response, new TextDecoder().decode(body), now());
      return { headers: response.headers, body };
    } catch (error) {
      throw causeOf(error, access.signal, timer);
    }
  }

  /** A client of the SDK that has no way to the network but `get`, and what `get` received for it. */
  function sdk(access: Access, limit: number) {
    const received: { headers?: Headers } = {};
    const handle = async ({ method, path, query }: SdkRequest) => {
      if (method !== 'GET') throw new KeyferryError('INTERNAL', { where: 'sso-client' });
      const { headers, body } = await get(access, `${path}${searchOf(query)}`, limit);
      received.headers = headers;
      return { response: { statusCode: 200, headers: Object.fromEntries(headers), body } };
    };
    const { region, origin: endpoint } = access;
    // The limiter owns retries; `defaultsMode` stays unset because its `auto` reads `window`.
    const client = new SSOClient({ region, endpoint, maxAttempts: 1, requestHandler: { handle } });
    return { client, received };
  }

  /** A refusal of one role, told with the role's name. */
  const forRole = (error: unknown, { roleName: role, accountId: account }: RoleRef) =>
    error instanceof KeyferryError && (error.code === 'NO_ACCESS' || error.code === 'ROLE_GONE')
      ? new KeyferryError(error.code, { role, account })
      : error;

  /** Runs one command; whatever the SDK makes of an answer it cannot read becomes PORTAL_ANSWER without its text. */
  async function send<T>(command: () => Promise<T>): Promise<T> {
    try {
      return await command();
    } catch (error) {
      throw error instanceof KeyferryError ? error : answers.misunderstood('it is not the JSON that was expected');
    }
  }

  async function json(access: Access, path: string): Promise<unknown> {
    const { body } = await get(access, path, LIST_BYTES);
    try {
      return JSON.parse(new TextDecoder().decode(body));
    } catch {
      throw answers.misunderstood('it is not JSON');
    }
  }

  const nextQuery = (next: string | null) => searchOf(next === null ? {} : { next_token: next });

  return {
    /** The signed-in user and the session's end. */
    whoAmI: async (access: Access) => answers.readWhoAmI(await json(access, '/token/whoAmI')),

    async accounts(access: Access, next: string | null): Promise<answers.Page<answers.Account>> {
      const { client } = sdk(access, LIST_BYTES);
      const input = { accessToken: access.token, maxResults: PAGE_SIZE, ...(next === null ? {} : { nextToken: next }) };
      return answers.readAccounts(await send(() => client.send(new ListAccountsCommand(input))));
    },

    async roles(access: Access, accountId: string, next: string | null): Promise<answers.Page<string>> {
      const { client } = sdk(access, LIST_BYTES);
      const page = { maxResults: PAGE_SIZE, ...(next === null ? {} : { nextToken: next }) };
      const command = new ListAccountRolesCommand({ accessToken: access.token, accountId, ...page });
      return answers.readRoles(await send(() => client.send(command)));
    },

    /** The older listing, where `/assignment/*` refuses a portal's token (docs/DECISIONS.md, 9). */
    instances: async (access: Access, next: string | null) =>
      answers.readInstances(await json(access, `/instance/appinstances${nextQuery(next)}`)),

    profiles: async (access: Access, instanceId: string, next: string | null) =>
      answers.readProfiles(await json(access, `/instance/appinstance/${instanceId}/profiles${nextQuery(next)}`)),

    async credentials(access: Access, role: RoleRef): Promise<RoleCredentials> {
      const { client, received } = sdk(access, CREDENTIAL_BYTES);
      const command = new GetRoleCredentialsCommand({ accessToken: access.token, ...role });
      const answer = await send(() => client.send(command)).catch((error) => {
        throw forRole(error, role);
      });
      const portalTime = Date.parse(received.headers?.get('date') ?? '');
      return answers.readCredentials(answer, Number.isNaN(portalTime) ? now() : portalTime);
    },
  };
}

export type SsoClient = ReturnType<typeof createSsoClient>;
