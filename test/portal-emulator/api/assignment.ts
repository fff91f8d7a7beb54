import { portalError, type Reply } from '../replies.ts';
import { pageReply } from './paging.ts';
import type { ApiCall, Route } from './route.ts';

/** One page of a list. `max_result` must be from 1 to 100, as in AWS's description of the API. */
function page(name: string, items: readonly unknown[], { query, world }: ApiCall): Reply {
  const asked = query.get('max_result');
  const size = asked === null ? world.options.pageSize : Number(asked);
  if (!Number.isInteger(size) || size < 1 || size > 100) return portalError('InvalidRequestException');
  return pageReply(name, items, query.get('next_token'), {
    size,
    field: 'nextToken',
    last: world.options.lastPageToken,
  });
}

function listAccounts(call: ApiCall): Reply {
  const accounts = call.session.organisation.accounts.map(({ roles: _roles, ...shown }) => shown);
  return page('accountList', accounts, call);
}

function listRoles(call: ApiCall): Reply {
  const accountId = call.query.get('account_id') ?? '';
  if (!/^\d{12}$/.test(accountId)) return portalError('InvalidRequestException');
  const account = call.session.organisation.account(accountId);
  if (!account) return portalError('ForbiddenException');
  return page(
    'roleList',
    account.roles.map((roleName) => ({ roleName, accountId })),
    call,
  );
}

/** The documented calls that list accounts and roles. */
export const assignmentRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/assignment\/accounts$/, family: 'assignment', answer: listAccounts },
  { method: 'GET', path: /^\/assignment\/roles$/, family: 'assignment', answer: listRoles },
];
