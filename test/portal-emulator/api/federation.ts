import { json, portalError, type Reply } from '../replies.ts';
import type { ApiCall, Route } from './route.ts';

/** The requested role, or the response that refuses it. */
function askedRole({ query, session }: ApiCall): { accountId: string; roleName: string } | Reply {
  const accountId = query.get('account_id') ?? '';
  const roleName = query.get('role_name') ?? '';
  if (!/^\d{12}$/.test(accountId) || roleName === '') return portalError('InvalidRequestException');
  const access = session.organisation.accessTo(accountId, roleName);
  if (access === 'removed') return portalError('ResourceNotFoundException');
  return access === 'granted' ? { accountId, roleName } : portalError('ForbiddenException');
}

/** On purpose, the response may be cached. A client must send `no-store` to keep the keys out of the disk cache. */
function credentials(call: ApiCall): Reply {
  const asked = askedRole(call);
  if ('status' in asked) return asked;
  const { world, session } = call;
  const expiration = world.now() + world.options.roleSessionMs;
  const keys = world.keys.issue(session, asked.accountId, asked.roleName, expiration);
  const { accessKeyId, secretAccessKey, sessionToken } = keys;
  return json(
    { roleCredentials: { accessKeyId, secretAccessKey, sessionToken, expiration } },
    { 'cache-control': 'max-age=3600' },
  );
}

function consoleSignIn(call: ApiCall): Reply {
  const asked = askedRole(call);
  if ('status' in asked) return asked;
  const { region } = call.session.portal;
  return json({
    signInToken: `SIGNINTOKENEXAMPLE-${asked.accountId}-${asked.roleName}`,
    signInFederationLocation: `https://${region}.signin.aws.amazon.com/federation`,
  });
}

/** The calls that exchange the session for credentials or a console sign-in. */
export const federationRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/federation\/credentials$/, family: 'other', answer: credentials },
  { method: 'GET', path: /^\/federation\/console$/, family: 'other', answer: consoleSignIn },
];
