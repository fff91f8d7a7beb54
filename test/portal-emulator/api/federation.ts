import { json, portalError, type Reply } from '../replies.ts';
import type { ApiCall, Route } from './route.ts';

/** The role that the client requests, or an error response if the user cannot use this role. */
function askedRole({ query, session }: ApiCall): { accountId: string; roleName: string } | Reply {
  const accountId = query.get('account_id') ?? '';
  const roleName = query.get('role_name') ?? '';
  if (!/^\d{12}$/.test(accountId) || roleName === '') return portalError('InvalidRequestException');
  const access = session.organisation.accessTo(accountId, roleName);
  if (access === 'removed') return portalError('ResourceNotFoundException');
  return access === 'granted' ? { accountId, roleName } : portalError('ForbiddenException');
}

/**
 * This response allows the browser to store it in its cache. So a test can see whether a client sends `no-store` to
 * keep keys off the disk.
 */
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

/** The calls that return the credentials of a role, or the address for a sign-in to the console. */
export const federationRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/federation\/credentials$/, family: 'other', answer: credentials },
  { method: 'GET', path: /^\/federation\/console$/, family: 'other', answer: consoleSignIn },
];
