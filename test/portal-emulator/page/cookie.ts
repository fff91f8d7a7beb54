import type { LiveOptions } from '../options.ts';
import type { Call } from '../world.ts';

const NAME = 'x-amz-sso_authn';

/** The session's token as the browser sends it with a page request. */
export function cookieToken(call: Call): string | null {
  const pairs = (call.headers.cookie ?? '').split('; ');
  const found = pairs.find((pair) => pair.startsWith(`${NAME}=`));
  return found ? found.slice(NAME.length + 1) : null;
}

/** The Set-Cookie value of the HttpOnly variant; `maxAge` in seconds, 0 takes the cookie away. */
export function httpOnlyCookie(token: string, maxAge: number, options: LiveOptions): string {
  return `${NAME}=${token}; Path=/; Secure; HttpOnly; SameSite=${options.cookieSameSite}; Max-Age=${maxAge}`;
}

/** What a page's script assigns to `document.cookie` to hold this token. */
export function cookieAssignment(token: string, options: LiveOptions): string {
  const maxAge = Math.floor(options.portalSessionMs / 1000);
  return `${NAME}=${token}; path=/; secure; samesite=${options.cookieSameSite}; max-age=${maxAge}`;
}
