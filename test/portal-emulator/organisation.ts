/** An account of the organisation, and the roles that the user has in this account. */
export interface Account {
  readonly accountId: string;
  readonly accountName: string;
  readonly emailAddress: string;
  readonly roles: readonly string[];
}

/** Whether the user can use a role. */
export type RoleAccess = 'granted' | 'denied' | 'removed' | 'unassigned';

/** The accounts and roles that one user sees. A test can change them while the emulator runs. */
export class Organisation {
  accounts: Account[];
  private readonly exceptions = new Map<string, RoleAccess>();

  constructor(accounts: readonly Account[]) {
    this.accounts = [...accounts];
  }

  /** From now on, refuses requests for the role's credentials with 403. The role stays in the lists. */
  denyRole(accountId: string, roleName: string): void {
    this.exceptions.set(`${accountId} ${roleName}`, 'denied');
  }

  /** Removes the role from the lists. From now on, requests for the role's credentials get a 404. */
  removeRole(accountId: string, roleName: string): void {
    this.exceptions.set(`${accountId} ${roleName}`, 'removed');
    this.accounts = this.accounts.map((account) =>
      account.accountId === accountId
        ? { ...account, roles: account.roles.filter((role) => role !== roleName) }
        : account,
    );
  }

  account(accountId: string): Account | undefined {
    return this.accounts.find((account) => account.accountId === accountId);
  }

  accessTo(accountId: string, roleName: string): RoleAccess {
    const exception = this.exceptions.get(`${accountId} ${roleName}`);
    if (exception) return exception;
    return this.account(accountId)?.roles.includes(roleName) ? 'granted' : 'unassigned';
  }
}

function account(accountId: string, accountName: string, ...roles: string[]): Account {
  const address = accountName.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return { accountId, accountName, emailAddress: `aws+${address}@example.com`, roles };
}

/** The organisation of the demo portal. It has a dozen accounts, as many companies of middle size have. */
export function defaultOrganisation(): Organisation {
  return new Organisation([
    account('111122223333', 'Team A dev', 'AdministratorAccess', 'PowerUserAccess', 'ReadOnly'),
    account('222233334444', 'Team A prod', 'ReadOnly', 'Support', 'DatabaseAdministrator'),
    account('333344445555', 'Team B dev', 'AdministratorAccess', 'ReadOnly'),
    account('444455556666', 'Team B prod', 'ReadOnly', 'Support'),
    account('555566667777', 'prod-payments', 'ReadOnly', 'PaymentsOperator', 'BreakGlass'),
    account('666677778888', 'staging-payments', 'AdministratorAccess', 'PaymentsOperator', 'ReadOnly'),
    account('777788889999', 'data-lake', 'DataScientist', 'DataEngineer', 'ReadOnly', 'Billing'),
    account('888899990000', 'shared-networking', 'NetworkAdministrator', 'ReadOnly'),
    account('999900001111', 'log-archive', 'SecurityAudit', 'ReadOnly'),
    account('000011112222', 'security-tooling', 'SecurityAudit', 'IncidentResponder', 'ReadOnly'),
    account('123456789012', 'sandbox', 'Admin', 'ReadOnly'),
    account('210987654321', 'management', 'Billing', 'ViewOnlyAccess'),
  ]);
}

const teams = ['payments', 'search', 'catalogue', 'identity', 'shipping', 'ledger', 'media', 'insights'];
const stages = ['dev', 'test', 'staging', 'prod', 'sandbox'];
const roleNames = [
  'AdministratorAccess',
  'PowerUserAccess',
  'ReadOnlyAccess',
  'Billing',
  'SecurityAudit',
  'DatabaseAdministrator',
  'NetworkAdministrator',
  'ViewOnlyAccess',
];

/** Makes an organisation of any size. The same arguments always give the same accounts. */
export function makeOrganisation(size: { accounts: number; rolesPerAccount: number }): Organisation {
  const roles = Array.from({ length: size.rolesPerAccount }, (_, index) => {
    const round = Math.floor(index / roleNames.length);
    return `${roleNames[index % roleNames.length]}${round || ''}`;
  });
  return new Organisation(
    Array.from({ length: size.accounts }, (_, index) => {
      const name = `${teams[index % teams.length]}-${stages[index % stages.length]}-${index + 1}`;
      // The index is multiplied by two prime numbers. So the account ids of twelve digits look random and never repeat.
      return account(String(100_000_000_000 + ((index * 7919 * 104_729) % 900_000_000_000)), name, ...roles);
    }),
  );
}
