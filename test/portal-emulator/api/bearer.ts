import type { Call } from '../world.ts';

/** The portal session's token of a request, in any of the three headers in which clients send it. */
export function bearerToken({ headers }: Call): string | null {
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '');
  return headers['x-amz-sso_bearer_token'] ?? headers['x-amz-sso-bearer-token'] ?? bearer?.[1] ?? null;
}
