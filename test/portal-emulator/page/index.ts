import type { Portal } from '../portals.ts';
import { empty, html, type Reply } from '../replies.ts';
import type { Call, World } from '../world.ts';
import { cookieToken } from './cookie.ts';
import { otherProductDocument, portalDocument } from './document.ts';
import { endSession, keepSession, signIn } from './sign-in.ts';
import { accountsView, signInForm, signingInView } from './views.ts';

/**
 * The portal's page for a person whose browser sends this cookie. If the cookie belongs to another portal or to an
 * ended session, the page shows the sign-in form.
 */
function viewFor(call: Call, world: World, portal: Portal): string {
  const session = world.sessions.find(cookieToken(call), world.now());
  return session?.portal === portal ? accountsView(session) : signInForm(portal);
}

function page(call: Call, world: World, portal: Portal): Reply {
  const returning = call.url.searchParams.has('workflowResultHandle');
  const view = returning ? signingInView : viewFor(call, world, portal);
  return html(portalDocument(portal, world.options, view));
}

/** Finds the portal to which another address redirects. */
function redirect({ host, url }: Call, { portals }: World): Reply | null {
  const portal = portals.find(({ from }) => from?.hostname === host && url.pathname === from.pathname);
  return portal ? empty(302, { location: portal.startUrl }) : null;
}

/** The response if the host in the request belongs to a portal, otherwise null. */
export function answerPage(call: Call, world: World): Reply | null {
  const here = world.portals.filter((portal) => portal.host === call.host);
  if (here.length === 0) return redirect(call, world);
  const { pathname } = call.url;
  const portal = here.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
  if (pathname === '/favicon.ico') return empty(404);
  if (!portal) return html(otherProductDocument());
  const step = `${call.method} ${pathname.slice(portal.path.length)}`;
  if (step === 'POST /sign-in') return signIn(call, world, portal);
  if (step === 'POST /session') return keepSession(call, world);
  if (step === 'POST /session/end') return endSession(call, world);
  if (step === 'GET /view') return html(viewFor(call, world, portal));
  return call.method === 'GET' ? page(call, world, portal) : empty(405);
}
