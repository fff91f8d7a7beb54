import type { Personal } from '#core/personal.ts';
import type { IndexedAccount } from '#core/protocol/messages.ts';
import { roleKey } from '#core/role-key.ts';
import type { Random } from './random.ts';

/** A text, and a list of the words in the text. The words are in lower case. */
export interface MadeText {
  readonly text: string;
  readonly words: readonly string[];
}

export interface MadeRole {
  readonly name: MadeText;
  readonly label: MadeText | null;
}

export interface MadeAccount {
  readonly id: string;
  readonly name: MadeText;
  readonly label: MadeText | null;
  readonly roles: readonly MadeRole[];
}

/**
 * Accounts, and the words in each account's name. With these words, a test can decide which roles fit a query. It does
 * not need the code of the search for this.
 */
export interface MadeList {
  readonly made: readonly MadeAccount[];
  readonly accounts: readonly IndexedAccount[];
  readonly personal: Personal;
}

/** Words for the names of accounts. Some of these words are very similar: they differ in one or two letters. */
const TEAMS = [
  'shopping',
  'catalog',
  'ledgers',
  'payments',
  'search',
  'catalogue',
  'identity',
  'shipping',
  'ledger',
  'media',
  'insights',
  'billing',
];
const STAGES = ['dev', 'test', 'staging', 'prod', 'sandbox', 'production'];
const ROLES = [
  ['Administrator', 'Access'],
  ['Power', 'User', 'Access'],
  ['Read', 'Only', 'Access'],
  ['Read', 'Only'],
  ['Billing'],
  ['Security', 'Audit'],
  ['Database', 'Administrator'],
  ['Network', 'Administrator'],
  ['Payments', 'Operator'],
  ['Ledger', 'Test', 'Runner'],
  ['Ledgers', 'Reader'],
];
const LABEL_WORDS = [
  'Web',
  'shop',
  'Warehouse',
  'Playground',
  'break',
  'glass',
  'Monthly',
  'reports',
  'ledger',
  'prod',
];

function made(words: readonly string[], sign: string): MadeText {
  return { text: words.join(sign), words: words.map((word) => word.toLowerCase()) };
}

/**
 * Makes names such as `ledger-prod-14`, `Team 12`, `archive 2024 7` and `staging_media`. Several names contain the same
 * number, and some account ids begin with such a number.
 */
function nameOf(at: number, random: Random): MadeText {
  const shape = random.below(10);
  if (shape < 5) return made([random.pick(TEAMS), random.pick(STAGES), String(at + 1)], '-');
  if (shape < 7) return made(['Team', String(at + 1)], ' ');
  if (shape < 8) return made(['Team', random.pick(['A', 'B', 'C']), random.pick(STAGES), String(at + 1)], ' ');
  if (shape < 9) return made(['archive', String(2000 + random.below(30)), random.pick(TEAMS)], '-');
  return made([random.pick(STAGES), random.pick(TEAMS), String(random.below(40))], '_');
}

/** Makes an account id of twelve digits. The id often begins with a number that occurs in the name of an account. */
function idOf(at: number, count: number, random: Random): string {
  const begin = random.chance(0.3) ? String(random.pick([2000 + random.below(30), 10 + random.below(count)])) : '';
  const rest = String(1_000_000 + ((at * 7919) % 9_000_000));
  const filler = Array.from({ length: 12 - begin.length - rest.length }, () => random.below(10)).join('');
  return begin + filler + rest;
}

const labelOf = (share: number, random: Random): MadeText | null =>
  random.chance(share) ? made(random.shuffled(LABEL_WORDS).slice(0, 1 + random.below(3)), ' ') : null;

function personalOf(accounts: readonly MadeAccount[], random: Random): Personal {
  const roles = accounts.flatMap(({ id, roles }) =>
    roles.map(({ name, label }) => [
      roleKey({ accountId: id, roleName: name.text }),
      {
        ...(label && { label: label.text }),
        ...(random.chance(0.05) && { favourite: true }),
        ...(random.chance(0.05) && { used: random.below(1000) }),
      },
    ]),
  );
  const labels = accounts.flatMap(({ id, label }) => (label ? [[id, { label: label.text }]] : []));
  return { accounts: Object.fromEntries(labels), roles: Object.fromEntries(roles) };
}

/** Makes a list with labels, favourites and used roles. */
export function makeList(size: { accounts: number; rolesPerAccount: number }, random: Random): MadeList {
  const all = Array.from({ length: size.accounts }, (_, at): MadeAccount => {
    const roles = random.shuffled(ROLES).slice(0, size.rolesPerAccount);
    return {
      id: idOf(at, size.accounts, random),
      name: nameOf(at, random),
      label: labelOf(0.1, random),
      roles: roles.map((words) => ({ name: made(words, ''), label: labelOf(0.03, random) })),
    };
  });
  return {
    made: all,
    accounts: all.map(({ id, name, roles }) => ({
      accountId: id,
      accountName: name.text,
      // Some accounts have an e-mail address that contains the name of another account.
      emailAddress: `aws+${(random.chance(0.2) ? random.pick(all).name : name).words.join('-')}@example.com`,
      roles: roles.map((role) => role.name.text),
    })),
    personal: personalOf(all, random),
  };
}

/** Every word in a role's name that counts as a whole word: `read`, `readonly`, `readonlyaccess`, `only`, … */
function runsOf(words: readonly string[]): string[] {
  return words.flatMap((_, from) =>
    words.slice(from).map((__, length) => words.slice(from, from + length + 1).join('')),
  );
}

/** Every whole word for a role: in its name and label, and in the name and label of its account. */
export function wholeWords(account: MadeAccount, role: MadeRole): ReadonlySet<string> {
  return new Set([
    ...account.name.words,
    ...(account.label?.words ?? []),
    ...runsOf(role.name.words),
    ...(role.label?.words ?? []),
  ]);
}
