import { type MadeAccount, type MadeList, type MadeRole, type MadeText, wholeWords } from './known-words.ts';
import type { Random } from './random.ts';

/** A text that a person could type into the search, and the roles that fit it best. */
export interface TypedQuery {
  readonly query: string;
  /** Whether this role fits the query at least as well as every other role. */
  fits(account: MadeAccount, role: MadeRole): boolean;
}

/** Makes a query for a random role of the list. Null if this form of query is impossible for that role. */
export type Form = (list: MadeList, random: Random) => TypedQuery | null;

/** The words that a person types, in their order. */
type Words = (account: MadeAccount, role: MadeRole, random: Random) => readonly string[] | null;

const consistsOf = (text: MadeText | null, typed: readonly string[]) =>
  text?.words.every((word) => typed.includes(word)) ?? false;

const hasAll = (words: ReadonlySet<string>, typed: readonly string[]) => typed.every((word) => words.has(word));

/**
 * A role fits best if two conditions are true. First, every typed word is a whole word of the role or its account.
 * Second, the account's name or one of the labels consists only of typed words.
 */
function fitting(typed: readonly string[]): TypedQuery['fits'] {
  return (account, role) => {
    if (!hasAll(wholeWords(account, role), typed)) return false;
    return [account.name, account.label, role.label].some((text) => consistsOf(text, typed));
  };
}

/**
 * The word with one typing mistake: two letters are exchanged or one letter is missing. Null for a word with fewer than
 * five letters.
 */
function withSlip(word: string, random: Random): string | null {
  if (!/^[a-z]{5,}$/i.test(word)) return null;
  if (random.chance(0.5)) {
    const left = random.below(word.length);
    return word.slice(0, left) + word.slice(left + 1);
  }
  const at = random.below(word.length - 1);
  return word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
}

/**
 * The words, with a typing mistake in one of them. Null if all words are too short, or if the mistake does not change
 * the word.
 */
function slipped(words: readonly string[], random: Random): readonly string[] | null {
  for (const at of random.shuffled([...words.keys()])) {
    const word = words[at] ?? '';
    const other = withSlip(word, random);
    if (other !== null && other !== word) return words.with(at, other);
  }
  return null;
}

function anyRole({ made }: MadeList, random: Random): [MadeAccount, MadeRole] {
  const account = random.pick(made);
  return [account, random.pick(account.roles)];
}

const typedAs = (words: readonly string[], random: Random) => {
  const text = words.join(random.pick([' ', ' ', '-', '  ']));
  return random.pick([text, text.toUpperCase()]);
};

type Change = (words: readonly string[], random: Random) => readonly string[] | null;

function formOf(words: Words, change: Change): Form {
  return (list, random) => {
    const typed = words(...anyRole(list, random), random);
    const changed = typed && change(typed, random);
    return typed && changed ? { query: typedAs(changed, random), fits: fitting(typed) } : null;
  };
}

/**
 * A word that a person could type to find a role: one word of the role's name, or the first words of this name, joined
 * without blanks.
 */
function roleWord({ name: { words } }: MadeRole, random: Random): string {
  return random.chance(0.5) ? random.pick(words) : words.slice(0, 1 + random.below(words.length)).join('');
}

const wordForms: Readonly<Record<string, Words>> = {
  'the name': ({ name }) => name.words,
  'its parts in any order': ({ name }, _, random) => random.shuffled(name.words),
  'a role word before': ({ name }, role, random) => [roleWord(role, random), ...name.words],
  'a role word after': ({ name }, role, random) => [...name.words, roleWord(role, random)],
  'a label': ({ label }, role) => (role.label ?? label)?.words ?? null,
};

/**
 * Two words of an account's name. A role is a right result if both words are whole words of the role or its account.
 */
const someParts: Form = (list, random) => {
  const typed = random.shuffled(anyRole(list, random)[0].name.words).slice(0, 2);
  return { query: typedAs(typed, random), fits: (account, role) => hasAll(wholeWords(account, role), typed) };
};

/**
 * The first digits of an account id. A blank or hyphen may follow after each four digits. If a name contains these
 * digits as a whole word, this name fits better than the account id.
 */
const idPrefix: Form = (list, random) => {
  const [{ id }] = anyRole(list, random);
  const digits = id.slice(0, 4 + random.below(9));
  const named = list.made.some((account) => account.roles.some((role) => wholeWords(account, role).has(digits)));
  return {
    query: random.chance(0.5) ? digits : (digits.match(/.{1,4}/g) ?? []).join(random.pick([' ', '-'])),
    fits: (account, role) => (named ? wholeWords(account, role).has(digits) : account.id.startsWith(digits)),
  };
};

/** Forms of queries without a typing mistake. */
export const exactForms: Readonly<Record<string, Form>> = {
  ...Object.fromEntries(Object.entries(wordForms).map(([form, words]) => [form, formOf(words, (typed) => typed)])),
  'some of its parts': someParts,
  'the first digits of an id': idPrefix,
};

/** The same forms of queries with one typing mistake in a word of five or more letters. */
export const slipForms: Readonly<Record<string, Form>> = Object.fromEntries(
  Object.entries(wordForms).map(([form, words]) => [`${form}, one slip`, formOf(words, slipped)]),
);
