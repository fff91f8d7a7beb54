import { empty, type Reply } from '../replies.ts';
import type { Call, World } from '../world.ts';

const EXTENSION_ORIGIN = /^(?:chrome|moz|safari-web)-extension:\/\//;
/**
 * Headers that the portal's own pages may send. The emulator refuses other headers, for example those of the AWS SDK.
 */
const ALLOWED_HEADERS = [
  'x-amz-sso_bearer_token',
  'x-amz-sso-bearer-token',
  'x-amz-sso-csrf-token',
  'authorization',
  'content-type',
].join(', ');

/** Whether the request has the Origin of a browser extension. */
export function fromExtension(call: Call): boolean {
  return EXTENSION_ORIGIN.test(call.headers.origin ?? '');
}

function isPortalOrigin(origin: string, world: World): boolean {
  if (/^https:\/\/[a-z0-9-]+\.awsapps\.com$/.test(origin)) return true;
  return world.portals.some((portal) => origin === `https://${portal.host}`);
}

/** The CORS headers of a response. With these headers, only portal pages may read the response. */
export function corsHeaders(call: Call, world: World): Record<string, string> {
  const { origin } = call.headers;
  if (!origin || !isPortalOrigin(origin, world)) return { vary: 'origin' };
  return { vary: 'origin', 'access-control-allow-origin': origin };
}

export function preflight(call: Call, world: World): Reply {
  const cors = corsHeaders(call, world);
  if (!('access-control-allow-origin' in cors)) return empty(403, cors);
  return empty(200, {
    ...cors,
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': ALLOWED_HEADERS,
    'access-control-max-age': '600',
  });
}
