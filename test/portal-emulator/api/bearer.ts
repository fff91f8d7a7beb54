import type { Call } from '../world.ts';

/** The session token of a request. Clients send the token in one of three headers. */
export function bearerToken({ headers }: Call): string | null {
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '');
  return headers['x-amz-sso_bearer_token'] ?? headers['x-amz-sso-bearer-token'] ?? bearer?.[1] ?? null;
}
