import { createHash } from 'node:crypto';
import type { Account } from '../organisation.ts';
import { portalError, type Reply } from '../replies.ts';
import { pageReply } from './paging.ts';
import type { ApiCall, Route } from './route.ts';

function id(prefix: string, text: string): string {
  return `${prefix}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

function appInstance({ accountId, accountName, emailAddress }: Account) {
  return {
    id: id('ins', accountId),
    name: `${accountId} (${accountName})`,
    description: 'AWS Account',
    applicationId: 'app-1234567890abcdef',
    applicationName: 'AWS Account',
    icon: 'https://example.com/aws-account.png',
    searchMetadata: { AccountId: accountId, AccountName: accountName, AccountEmail: emailAddress },
  };
}

/**
 * An application that is not an AWS account. The portal's list also contains such applications, but their entries have
 * no metadata.
 */
const wiki = {
  id: id('ins', 'wiki'),
  name: 'Company wiki',
  description: 'The wiki of the company',
  applicationId: 'app-fedcba0987654321',
  applicationName: 'Custom SAML 2.0 application',
  icon: 'https://example.com/wiki.png',
};

function page(items: readonly unknown[], { query, world }: ApiCall): Reply {
  return pageReply('result', items, query.get('next_token'), {
    size: world.options.instancePageSize,
    field: 'paginationToken',
    last: world.options.lastPageToken,
  });
}

function listInstances(call: ApiCall): Reply {
  const { accounts } = call.session.organisation;
  return page(accounts.length === 0 ? [] : [...accounts.map(appInstance), wiki], call);
}

function listProfiles(call: ApiCall, instance: string): Reply {
  if (!/^(ssoins|ins)-[0-9a-f]{16}$/.test(instance)) {
    return portalError('InvalidRequestException', 'Instance id format is incorrect');
  }
  const account = call.session.organisation.accounts.find(({ accountId }) => id('ins', accountId) === instance);
  if (!account) return portalError('ForbiddenException');
  const { apiOrigin } = call.session.portal;
  const profiles = account.roles.map((name) => {
    const profile = id('p', `${account.accountId} ${name}`);
    const url = `${apiOrigin}/saml/assertion/${profile}`;
    return { id: profile, name, description: '', url, protocol: 'SAML', relayState: '' };
  });
  return page(profiles, call);
}

/** The calls with which the portal's own page lists accounts and roles. AWS does not document these calls. */
export const instanceRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/instance\/appinstances$/, family: 'instance', answer: listInstances },
  { method: 'GET', path: /^\/instance\/appinstance\/([^/]+)\/profiles$/, family: 'instance', answer: listProfiles },
];
