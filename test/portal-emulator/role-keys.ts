import { createHash, randomBytes } from 'node:crypto';
import type { Issued } from './issued.ts';
import type { Session } from './sessions.ts';

/** Credentials that the emulator issued for a role, and the data that STS needs. */
export interface RoleKeys {
  readonly label: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** When the credentials expire, in ms since the epoch on the emulator's clock. */
  readonly expiration: number;
  readonly accountId: string;
  readonly roleName: string;
  readonly user: string;
}

function base64(bytes: number): string {
  return randomBytes(bytes).toString('base64');
}

/**
 * An access key id: `ASIA` and 16 more characters. These 16 characters contain the word CANARY, so that tests can find
 * the id.
 */
function accessKeyId(count: number): string {
  return `ASIACANARY${count.toString(36).toUpperCase().padStart(3, '0')}EXAMPLE`;
}

/** The id of a role. `aws sts get-caller-identity` shows it before the user's name. */
export function roleId(accountId: string, roleName: string): string {
  const hash = createHash('sha256').update(`${accountId} ${roleName}`).digest('hex').toUpperCase();
  return `AROA${hash.slice(0, 17)}`;
}

/** The ARN of the role's session, in the form that IAM Identity Center uses. */
export function roleArn(keys: RoleKeys, partition = 'aws'): string {
  const suffix = createHash('sha256').update(keys.accountId).digest('hex').slice(0, 16);
  return `arn:${partition}:sts::${keys.accountId}:assumed-role/AWSReservedSSO_${keys.roleName}_${suffix}/${keys.user}`;
}

/** All issued credentials, by their access key ids. Each access key id occurs only once. */
export class RoleKeyStore {
  private readonly byId = new Map<string, RoleKeys>();
  private readonly issued: Issued;

  constructor(issued: Issued) {
    this.issued = issued;
  }

  issue(session: Session, accountId: string, roleName: string, expiration: number): RoleKeys {
    const count = this.byId.size + 1;
    const keys: RoleKeys = {
      label: `keys#${count}`,
      accessKeyId: accessKeyId(count),
      secretAccessKey: `EXAMPLE/canary+${base64(24)}`.slice(0, 40),
      sessionToken: `IQoJb3JpZ2luX2VjEXAMPLE/canary+${base64(310)}`,
      expiration,
      accountId,
      roleName,
      user: session.user,
    };
    this.byId.set(keys.accessKeyId, keys);
    this.issued.accessKeyIds.push(keys.accessKeyId);
    this.issued.secretAccessKeys.push(keys.secretAccessKey);
    this.issued.sessionTokens.push(keys.sessionToken);
    return keys;
  }

  find(accessKeyId: string): RoleKeys | undefined {
    return this.byId.get(accessKeyId);
  }
}
