import { randomBytes } from 'node:crypto';
import type { Portal } from '../portals.ts';
import { empty, html, type Reply } from '../replies.ts';
import type { Call, World } from '../world.ts';
import { cookieToken, httpOnlyCookie } from './cookie.ts';
import { portalDocument } from './document.ts';
import { signInForm } from './views.ts';

/**
 * Accepts any name and any password. Then sends the browser to the portal's page, with the code of the finished
 * sign-in.
 */
export function signIn(call: Call, world: World, portal: Portal): Reply {
  const form = new URLSearchParams(call.body);
  const user = form.get('username')?.trim();
  if (!user || !form.get('password')) {
    const view = signInForm(portal, 'Enter your user name and your password.');
    return html(portalDocument(portal, world.options, view), 400);
  }
  const code = randomBytes(32).toString('hex');
  world.pendingSignIns.set(code, { portal, user });
  const query = new URLSearchParams({
    state: randomBytes(16).toString('base64url'),
    workflowResultHandle: code,
    wdc_csrf_token: randomBytes(16).toString('hex'),
  });
  return empty(303, { location: `${portal.path}/?${query}`, 'cache-control': 'no-store' });
}

/** The server must set an HttpOnly cookie, because the page's script cannot set it. */
export function keepSession(call: Call, world: World): Reply {
  const token = new URLSearchParams(call.body).get('token');
  if (!token || !world.sessions.find(token, world.now())) return empty(401);
  const maxAge = Math.floor(world.options.portalSessionMs / 1000);
  return empty(200, { 'set-cookie': httpOnlyCookie(token, maxAge, world.options) });
}

/** The server must remove an HttpOnly cookie when a person signs out, because the page's script cannot remove it. */
export function endSession(call: Call, world: World): Reply {
  const session = world.sessions.find(cookieToken(call), world.now());
  if (session) world.sessions.end(session);
  return empty(200, { 'set-cookie': httpOnlyCookie('', 0, world.options) });
}
