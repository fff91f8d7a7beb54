import { type MadeAccount, type MadeList, type MadeRole, type MadeText, wholeWords } from './known-words.ts';
import type { Random } from './random.ts';

/** What a person types, and which roles the query fits best. */
export interface TypedQuery {
  readonly query: string;
  /** Whether the role is one of the roles that the query fits best. */
  fits(account: MadeAccount, role: MadeRole): boolean;
}

/** Makes a query for a random role of the list; null if no query of this form is possible for that role. */
export type Form = (list: MadeList, random: Random) => TypedQuery | null;

/** The words that a person types, in their order. */
type Words = (account: MadeAccount, role: MadeRole, random: Random) => readonly string[] | null;

const consistsOf = (text: MadeText | null, typed: readonly string[]) =>
  text?.words.every((word) => typed.includes(word)) ?? false;

const hasAll = (words: ReadonlySet<string>, typed: readonly string[]) => typed.every((word) => words.has(word));

/** A role fits if it has every typed word as a whole word, and a name or label without any word that was not typed. */
function fitting(typed: readonly string[]): TypedQuery['fits'] {
  return (account, role) => {
    if (!hasAll(wholeWords(account, role), typed)) return false;
    return [account.name, account.label, role.label].some((text) => consistsOf(text, typed));
  };
}

/** One word with two letters exchanged or one letter left out; null for a word of fewer than five letters. */
function withSlip(word: string, random: Random): string | null {
  if (!/^[a-z]{5,}$/i.test(word)) return null;
  if (random.chance(0.5)) {
    const left = random.below(word.length);
    return word.slice(0, left) + word.slice(left + 1);
  }
  const at = random.below(word.length - 1);
  return word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
}

/** The words with a slip in one of them; null if all are too short or the slip changes nothing. */
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

/** One word that a person may type for a role: one word of the role's name, or its first words written together. */
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

/** Two words of a name. Every role that has both words as whole words is a right result. */
const someParts: Form = (list, random) => {
  const typed = random.shuffled(anyRole(list, random)[0].name.words).slice(0, 2);
  return { query: typedAs(typed, random), fits: (account, role) => hasAll(wholeWords(account, role), typed) };
};

/** The first digits of an id, as one number or in groups of four. A whole word of a name fits better than any id. */
const idPrefix: Form = (list, random) => {
  const [{ id }] = anyRole(list, random);
  const digits = id.slice(0, 4 + random.below(9));
  const named = list.made.some((account) => account.roles.some((role) => wholeWords(account, role).has(digits)));
  return {
    query: random.chance(0.5) ? digits : (digits.match(/.{1,4}/g) ?? []).join(random.pick([' ', '-'])),
    fits: (account, role) => (named ? wholeWords(account, role).has(digits) : account.id.startsWith(digits)),
  };
};

/** Forms of queries without a mistake. */
export const exactForms: Readonly<Record<string, Form>> = {
  ...Object.fromEntries(Object.entries(wordForms).map(([form, words]) => [form, formOf(words, (typed) => typed)])),
  'some of its parts': someParts,
  'the first digits of an id': idPrefix,
};

/** The same forms of queries, with one typing slip in a word of five or more letters. */
export const slipForms: Readonly<Record<string, Form>> = Object.fromEntries(
  Object.entries(wordForms).map(([form, words]) => [`${form}, one slip`, formOf(words, slipped)]),
);
