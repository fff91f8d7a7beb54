import type { NameParts } from './template.ts';
import { losesLetters, toLatin } from './transliterate.ts';

/** An account as the portal lists it. */
interface ListedAccount {
  readonly accountId: string;
  readonly accountName: string;
  readonly emailAddress?: string | undefined;
}

/** What profile names are made from, besides account and role. */
export interface NameContext {
  /** The person's own label of the account. */
  readonly label?: string | undefined;
  /** The label of the portal, such as its subdomain. */
  readonly portal?: string | undefined;
}

/** Whether a name made from the text has a letter or digit of it. */
const isUsable = (text: string | undefined): text is string => text !== undefined && /[A-Za-z0-9]/.test(toLatin(text));

/** Whether a name cannot hold all of the account's name. A label helps then. */
export const needsLabel = (accountName: string, label: string | undefined): boolean =>
  !isUsable(label) && (losesLetters(accountName) || !isUsable(accountName));

/**
 * The text that stands for the account in names: its name if names can hold all of it, otherwise the person's label, what
 * Latin letters the name has, or the local part of the account's e-mail address.
 */
export function accountText({ accountName, emailAddress }: ListedAccount, label: string | undefined): string {
  if (isUsable(accountName) && !losesLetters(accountName)) return accountName;
  const localPart = emailAddress?.split('@', 1)[0];
  const hasWord = /[A-Za-z]/.test(toLatin(accountName));
  return [label, hasWord ? accountName : undefined, localPart, accountName].find(isUsable) ?? '';
}

/** What names of this role are made from. */
export function namePartsOf(account: ListedAccount, roleName: string, { label, portal }: NameContext): NameParts {
  return { accountId: account.accountId, accountName: accountText(account, label), roleName, alias: label, portal };
}
