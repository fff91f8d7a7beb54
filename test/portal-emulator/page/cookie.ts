import type { LiveOptions } from '../options.ts';
import type { Call } from '../world.ts';

const NAME = 'x-amz-sso_authn';

/** The session token in the cookies of a request. */
export function cookieToken(call: Call): string | null {
  const pairs = (call.headers.cookie ?? '').split('; ');
  const found = pairs.find((pair) => pair.startsWith(`${NAME}=`));
  return found ? found.slice(NAME.length + 1) : null;
}

/** The value of the header Set-Cookie for an HttpOnly cookie. `maxAge` is in seconds; 0 removes the cookie. */
export function httpOnlyCookie(token: string, maxAge: number, options: LiveOptions): string {
  return `${NAME}=${token}; Path=/; Secure; HttpOnly; SameSite=${options.cookieSameSite}; Max-Age=${maxAge}`;
}

/** The text that a page's script assigns to `document.cookie` to store this token. */
export function cookieAssignment(token: string, options: LiveOptions): string {
  const maxAge = Math.floor(options.portalSessionMs / 1000);
  return `${NAME}=${token}; path=/; secure; samesite=${options.cookieSameSite}; max-age=${maxAge}`;
}
