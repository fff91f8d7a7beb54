import { json, portalError, type Reply } from '../replies.ts';
import type { Call, World } from '../world.ts';

/**
 * POST /auth/sso-token: the portal's page sends the code of a finished sign-in, and gets the session token. Each code
 * works only once.
 */
export function exchangeCode(call: Call, world: World): Reply {
  const code = new URLSearchParams(call.body).get('authCode') ?? '';
  const pending = world.pendingSignIns.get(code);
  if (!pending) return portalError('UnauthorizedException');
  world.pendingSignIns.delete(code);
  const session = world.sessions.begin(pending.portal, pending.user, world.now(), world.options.portalSessionMs);
  return json({ token: session.token, redirectUrl: `${pending.portal.startUrl}/` }, { 'cache-control': 'no-store' });
}
