import { portalError, type Reply, refusal } from '../replies.ts';
import type { Session } from '../sessions.ts';
import type { Call, World } from '../world.ts';
import { assignmentRoutes } from './assignment.ts';
import { bearerToken } from './bearer.ts';
import { corsHeaders, fromExtension, preflight } from './cors.ts';
import { federationRoutes } from './federation.ts';
import { identityRoutes } from './identity.ts';
import { instanceRoutes } from './instance.ts';
import type { Route } from './route.ts';
import { exchangeCode } from './sso-token.ts';

const routes = [...assignmentRoutes, ...federationRoutes, ...identityRoutes, ...instanceRoutes];

/** The path without a slash at its end. The portal's own page adds a slash to some paths. */
function plainPath(call: Call): string {
  return call.url.pathname.replace(/(?<=.)\/$/, '');
}

/**
 * Whether a path belongs to the portal's API. The host name of some requests, such as 127.0.0.1, does not show this.
 */
export function isApiPath(call: Call): boolean {
  return plainPath(call) === '/auth/sso-token' || routes.some(({ path }) => path.test(plainPath(call)));
}

function throttled(world: World): Reply | null {
  const { throttle } = world.options;
  if (world.bucket.take(throttle, performance.now())) return null;
  const after = throttle?.retryAfterSeconds;
  return portalError(
    'TooManyRequestsException',
    undefined,
    after === undefined ? {} : { 'retry-after': String(after) },
  );
}

/** A token is valid only in its portal's region. */
function sessionOf(call: Call, world: World, region: string | null): Session | null {
  const session = world.sessions.find(bearerToken(call), world.now());
  return region === null || session?.portal.region === region ? session : null;
}

function familyRefusal(route: Route, world: World): Reply | null {
  const { assignmentApi, instanceApi } = world.options;
  const state = { assignment: assignmentApi, instance: instanceApi, other: 'works' as const }[route.family];
  return state === 'works' ? null : refusal(state);
}

function answer(call: Call, world: World, region: string | null): Reply {
  const path = plainPath(call);
  if (call.method === 'POST' && path === '/auth/sso-token') return exchangeCode(call, world);
  const atPath = routes.filter((route) => route.path.test(path));
  const route = atPath.find(({ method }) => method === call.method);
  if (!route) return portalError(atPath.length > 0 ? 'MethodNotAllowedException' : 'ResourceNotFoundException');
  const slowDown = throttled(world);
  if (slowDown) return slowDown;
  const session = sessionOf(call, world, region);
  if (!session) return portalError('UnauthorizedException');
  const part = route.path.exec(path)?.[1] ?? '';
  const apiCall = { world, session, query: call.url.searchParams, call };
  return familyRefusal(route, world) ?? route.answer(apiCall, part);
}

/**
 * Answers a request that was sent to the portal's API in one region.
 * @param region null if the host name contains no region (127.0.0.1); then tokens from all regions are valid
 */
export function answerApi(call: Call, world: World, region: string | null): Reply {
  if (call.method === 'OPTIONS') return preflight(call, world);
  const cors = corsHeaders(call, world);
  if (world.options.refuseExtensionOrigins && fromExtension(call)) {
    return portalError('ForbiddenException', 'Forbidden', cors);
  }
  const reply = answer(call, world, region);
  return { ...reply, headers: { ...reply.headers, ...cors } };
}
