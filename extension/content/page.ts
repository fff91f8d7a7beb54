/**
 * Reads facts from a portal page. The worker does not trust these facts. It compares the region with its own table of
 * regions, and it gets the page's address from the browser.
 */

const COOKIE = 'x-amz-sso_authn';
const MAX_ENV = 10_240;
const MAX_REGION = 64;
const SIGN_IN_FIELD = 'input[type="password"], input[name="username"], input[autocomplete~="username"]';

/**
 * The values of the session cookie in a text that has the form of `document.cookie`. Each value is listed only once.
 */
function sessionValues(cookies: string): ReadonlySet<string> {
  const own = cookies.split('; ').filter((pair) => pair.startsWith(`${COOKIE}=`));
  return new Set(own.map((pair) => pair.slice(COOKIE.length + 1).replace(/^"(.*)"$/, '$1')));
}

/**
 * Whether the page has two different session cookies. Another host may have set one of the cookies for a parent domain.
 */
export const hasTwoSessions = (cookies: string): boolean => sessionValues(cookies).size > 1;

/**
 * The token in a text that has the form of `document.cookie`. Null if the session cookie has no value or several
 * values, or if its value cannot be a token.
 */
export function tokenIn(cookies: string): string | null {
  const [value = '', ...others] = sessionValues(cookies);
  return others.length === 0 && /^[\x21-\x7e]{1,16384}$/.test(value) ? value : null;
}

function regionInEnv(text: string | null | undefined): unknown {
  if (!text || text.length > MAX_ENV) return null;
  try {
    return (JSON.parse(text) as { region?: unknown } | null)?.region;
  } catch {
    return null;
  }
}

/** The region that a page names, in the form in which the script sends it to the worker. */
export type PageRegion = { readonly region: string; readonly regionFrom: 'env' | 'meta' } | { readonly region: null };

/**
 * The region that the page names. It is not checked here. It is read from the element `script#env`, or from a meta tag
 * in older pages.
 */
export function pageRegion(page: Pick<Document, 'querySelector'>): PageRegion {
  const env = regionInEnv(page.querySelector('script#env')?.textContent);
  const named = env ?? page.querySelector('meta[name="region"]')?.getAttribute('content');
  if (typeof named !== 'string' || named === '' || named.length > MAX_REGION) return { region: null };
  return { region: named, regionFrom: env === named ? 'env' : 'meta' };
}

/**
 * Whether the identity provider has just sent the browser back to the portal. The page has not set its session cookie
 * yet at this time.
 */
export function isSigningIn(href: string): boolean {
  return /[?&#](state|workflowResultHandle)=/.test(href);
}

/**
 * Whether the page shows a sign-in form. If the page shows no form, the user may be signed in, even if the page cannot
 * read a cookie.
 */
export function showsSignInForm(page: Pick<Document, 'querySelector'>): boolean {
  return page.querySelector(SIGN_IN_FIELD) !== null;
}
