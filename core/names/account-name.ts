import type { NameParts } from './template.ts';
import { losesLetters, toLatin } from './transliterate.ts';

/** An account as the portal lists it. */
interface ListedAccount {
  readonly accountId: string;
  readonly accountName: string;
  readonly emailAddress?: string | undefined;
}

/** The texts that profile names can contain besides the account and the role. */
export interface NameContext {
  /** The person's own label of the account. */
  readonly label?: string | undefined;
  /** The label of the portal, such as its subdomain. */
  readonly portal?: string | undefined;
}

/** Whether a profile name can contain at least one letter or digit of the text. */
const isUsable = (text: string | undefined): text is string => text !== undefined && /[A-Za-z0-9]/.test(toLatin(text));

/** Whether the person should set a label, because profile names cannot contain all letters of the account's name. */
export const needsLabel = (accountName: string, label: string | undefined): boolean =>
  !isUsable(label) && (losesLetters(accountName) || !isUsable(accountName));

/**
 * The text for the account in profile names. It is the account's name if a profile name can contain all of it.
 * Otherwise it is the first of these that exists: the person's label, the Latin letters of the account's name, the
 * local part of the account's e-mail address.
 */
export function accountText({ accountName, emailAddress }: ListedAccount, label: string | undefined): string {
  if (isUsable(accountName) && !losesLetters(accountName)) return accountName;
  const localPart = emailAddress?.split('@', 1)[0];
  const hasWord = /[A-Za-z]/.test(toLatin(accountName));
  return [label, hasWord ? accountName : undefined, localPart, accountName].find(isUsable) ?? '';
}

/** The texts from which a profile name for this role is made. */
export function namePartsOf(account: ListedAccount, roleName: string, { label, portal }: NameContext): NameParts {
  return { accountId: account.accountId, accountName: accountText(account, label), roleName, alias: label, portal };
}
