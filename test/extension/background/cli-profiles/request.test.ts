import { expect, it } from 'vitest';
import { nothingPersonal } from '#core/personal.ts';
import { cliRequest } from '../../../../extension/background/cli-profiles/request.ts';

const account = (accountId: string, accountName: string) => ({
  accountId,
  accountName,
  emailAddress: `aws+team-${accountId.slice(0, 1)}@corp.example`,
  roles: ['Admin'],
});
const accounts = [account('111122223333', '本番環境'), account('222233334444', 'Größe')];

it('the request to set up CLI profiles contains the same account names that the popup used for the profile names', () => {
  const wish = {
    roles: accounts.map(({ accountId }) => ({ accountId, roleName: 'Admin', name: `x-${accountId}` })),
    form: 'session' as const,
    whole: true,
    prune: [],
  };
  const session = { startUrl: 'https://acme.awsapps.com/start', isPrivate: false, region: 'eu-west-1' };
  const choices = { personal: nothingPersonal, defaultRegion: '', dryRun: true };
  const body = cliRequest(session, { session: 's', listedAt: 1, accounts }, wish, choices);
  expect(body.accounts.map(({ accountName }) => accountName)).toEqual(['aws+team-1', 'Größe']);
  expect(JSON.stringify(body)).not.toContain('corp.example');
});
