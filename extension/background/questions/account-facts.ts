import { ownOf } from '#core/personal.ts';
import type { IndexStore } from '../listing/index-store.ts';
import type { Session } from '../sessions/session.ts';
import type { PersonalStore } from '../storage/personal-store.ts';
import type { AccountFacts } from './live-grants.ts';

export interface AccountFactsDeps {
  readonly indexStore: Pick<IndexStore, 'read'>;
  readonly personal: Pick<PersonalStore, 'read'>;
}

/**
 * Creates the part that finds facts about accounts for the questions.
 * @returns a function that gives the name of an account, and whether the person marked the account as production.
 */
export function createAccountFacts({ indexStore, personal }: AccountFactsDeps) {
  return async (session: Session, accountId: string): Promise<AccountFacts> => {
    const [index, own] = await Promise.all([indexStore.read(session), personal.read(session)]);
    const { label, production } = ownOf(own, { accountId, roleName: '' }).account;
    const name = index?.accounts.find((each) => each.accountId === accountId)?.accountName;
    return { accountName: label ?? name ?? null, isProduction: production ?? false };
  };
}
