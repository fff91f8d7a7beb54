/** Fake secrets that are easy to recognise. Tests search for them in places that must not contain a secret. */
export const token = 'PORTALTOKENEXAMPLE-CANARY-0123456789';
export const secret = 'EXAMPLECANARYSECRETACCESSKEY000000000000';
export const startUrl = 'https://demo.awsapps.com/start';

export interface Asked {
  readonly url: URL;
  readonly init: RequestInit;
  readonly token: string | null;
}

export type Reply = Response | Promise<Response>;

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

export const refused = (name: string, status: number, headers: Record<string, string> = {}) =>
  json({ message: `no ${token}`, __type: `com.amazonaws.switchboard.portal#${name}` }, status, headers);

export const credentials = (serial = 1, expiration = Date.now() + 3_600_000) => ({
  accessKeyId: `ASIAKEYFERRYEXAMPLE${serial}`,
  secretAccessKey: secret,
  sessionToken: `${secret}TOKEN`,
  expiration,
});

export const accounts = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    accountId: String(100_000_000_000 + at),
    accountName: `Account ${at}`,
    emailAddress: `account-${at}@example.com`,
  }));

type Overrides = Readonly<Record<string, (asked: Asked) => Reply | undefined>>;

/**
 * The portal's API as a `fetch`.
 * @param overrides functions that answer requests; the key of each function is the beginning of a path. If the function
 * returns undefined, the portal gives its usual answer.
 */
export function fakePortal(overrides: Overrides = {}, count = 3) {
  const asked: Asked[] = [];
  const usual = ({ url }: Asked): Reply => {
    const account = url.searchParams.get('account_id');
    if (url.pathname === '/token/whoAmI')
      return json({ userIdentifier: 'user-1', expireDate: Date.now() + 8 * 3_600_000 });
    if (url.pathname === '/assignment/accounts') return json({ nextToken: null, accountList: accounts(count) });
    if (url.pathname === '/assignment/roles') {
      return json({ nextToken: null, roleList: [{ roleName: 'Admin', accountId: account }, { roleName: 'ReadOnly' }] });
    }
    if (url.pathname === '/federation/credentials') return json({ roleCredentials: credentials() });
    return refused('ResourceNotFoundException', 404);
  };
  const fetch = (async (input: string | URL | Request, init: RequestInit = {}) => {
    const url = new URL(String(input));
    const request = { url, init, token: new Headers(init.headers).get('x-amz-sso_bearer_token') };
    asked.push(request);
    const special = Object.entries(overrides).find(([path]) => url.pathname.startsWith(path));
    return (await special?.[1](request)) ?? usual(request);
  }) as typeof globalThis.fetch;
  const paths = () => asked.map(({ url }) => url.pathname);
  return { fetch, asked, paths };
}
