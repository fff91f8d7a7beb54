/*
 * What a portal page tells. Everything in here is the page's word: the worker checks the region against core's table
 * and the page's address against the browser's own account of it.
 */

const COOKIE = 'x-amz-sso_authn';
const MAX_ENV = 10_240;
const MAX_REGION = 64;
const SIGN_IN_FIELD = 'input[type="password"], input[name="username"], input[autocomplete~="username"]';

/** The session's token in `document.cookie`'s form, null when there is none that could be one. */
export function tokenIn(cookies: string): string | null {
  for (const pair of cookies.split('; ')) {
    const at = pair.indexOf('=');
    if (pair.slice(0, at) !== COOKIE) continue;
    const value = pair.slice(at + 1).replace(/^"(.*)"$/, '$1');
    return /^[\x21-\x7e]{1,16384}$/.test(value) ? value : null;
  }
  return null;
}

function regionOfEnv(text: string | null | undefined): unknown {
  if (!text || text.length > MAX_ENV) return null;
  try {
    return (JSON.parse(text) as { region?: unknown } | null)?.region;
  } catch {
    return null;
  }
}

/** The region that a page names, in the form in which it is told. */
export type PageRegion = { readonly region: string; readonly regionFrom: 'env' | 'meta' } | { readonly region: null };

/** The region that the page names, unchecked: `script#env`, else the older meta tag. */
export function regionOf(page: Pick<Document, 'querySelector'>): PageRegion {
  const env = regionOfEnv(page.querySelector('script#env')?.textContent);
  const named = env ?? page.querySelector('meta[name="region"]')?.getAttribute('content');
  if (typeof named !== 'string' || named === '' || named.length > MAX_REGION) return { region: null };
  return { region: named, regionFrom: env === named ? 'env' : 'meta' };
}

/** A sign-in that has come back from the identity provider and has yet to set the cookie. */
export function isSigningIn(href: string): boolean {
  return /[?&#](state|workflowResultHandle)=/.test(href);
}

/** Whether the page asks who one is. Without that, and without a readable cookie, it may be signed in all the same. */
export function asksToSignIn(page: Pick<Document, 'querySelector'>): boolean {
  return page.querySelector(SIGN_IN_FIELD) !== null;
}
