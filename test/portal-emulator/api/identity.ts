import { createHash } from 'node:crypto';
import { directoryIn } from '#core/portals/portals.ts';
import type { Portal } from '../portals.ts';
import { empty, json, type Reply } from '../replies.ts';
import type { ApiCall, Route } from './route.ts';

function hex(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

/** The id of a portal's directory. If the start URL contains no id, the id is made from the start URL. */
const directoryOf = ({ startUrl }: Portal): string => directoryIn(startUrl) ?? `d-${hex(startUrl, 10)}`;

function whoAmI({ session }: ApiCall): Reply {
  return json({
    accountId: '999988887777',
    createDate: session.created,
    directoryId: directoryOf(session.portal),
    expireDate: session.expires,
    firstName: session.user,
    userIdentifier: `${hex(session.portal.startUrl, 10)}-${hex(`${session.portal.startUrl} ${session.user}`, 32)}`,
  });
}

function user({ session }: ApiCall): Reply {
  const name = session.user;
  return json({
    accountId: '999988887777',
    directoryType: 'IdentityStore',
    email: `${name}@example.com`,
    familyName: 'Example',
    givenName: name,
    groups: [],
    identityStoreUserId: hex(name, 32),
    managedActiveDirectoryId: directoryOf(session.portal),
    name,
    preferredUsername: name,
    ssoInstanceId: `ssoins-${hex(session.portal.host, 16)}`,
    subject: hex(name, 32),
    userId: hex(name, 32),
  });
}

/** Ends the portal session. Credentials that were issued before stay valid, as at AWS. */
function logout({ world, session }: ApiCall): Reply {
  world.sessions.end(session);
  return empty(200);
}

/** The calls about the session itself. */
export const identityRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/token\/whoAmI$/, family: 'other', answer: whoAmI },
  { method: 'GET', path: /^\/user$/, family: 'other', answer: user },
  { method: 'POST', path: /^\/logout$/, family: 'other', answer: logout },
];
