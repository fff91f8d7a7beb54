import { describe, expect, it } from 'vitest';
import { prepareSearch, search } from '#core/search/search.ts';
import { makeList } from './known-words.ts';
import { seededRandom } from './random.ts';
import { exactForms, type Form, slipForms } from './typed-queries.ts';

const SEED = 20_261_127;
const QUERIES = 200;
/** If a test fails, it prints at most this many wrong results. */
const NAMED = 5;

interface Outcome {
  /** The share of queries whose first result is right. A result is right if no other role fits the query better. */
  readonly share: number;
  readonly misses: readonly string[];
}

/** Makes queries of one form, and checks the first role of each result, because Enter and Ctrl+Enter use this role. */
function typeQueries(form: Form, size: { accounts: number; rolesPerAccount: number }): Outcome {
  const random = seededRandom(SEED);
  const list = makeList(size, random);
  const index = prepareSearch(list.accounts, list.personal);
  const misses: string[] = [];
  for (let typed = 0; typed < QUERIES; ) {
    const asked = form(list, random);
    if (!asked) continue;
    typed += 1;
    const [hit] = search(index, asked.query);
    const account = list.made.find(({ id }) => id === hit?.account.accountId);
    const role = account?.roles.find(({ name }) => name.text === hit?.roles?.[0]?.roleName);
    if (account && role && asked.fits(account, role)) continue;
    misses.push(`"${asked.query}" finds ${account?.name.text} ${account?.id} ${role?.name.text}`);
  }
  return { share: 1 - misses.length / QUERIES, misses: misses.slice(0, NAMED) };
}

describe.each([
  { roles: 300, accounts: 100, rolesPerAccount: 3 },
  { roles: 5000, accounts: 1000, rolesPerAccount: 5 },
])('among $roles roles', ({ roles, ...size }) => {
  const report = (form: string, { share }: Outcome) =>
    console.info(
      `seed ${SEED}, ${roles} roles, ${form}: the role that was meant is first in ${(100 * share).toFixed(1)} %`,
    );

  it.each(Object.entries(exactForms))(
    'a query with %s always has a role that fits best as its first result',
    (name, form) => {
      const outcome = typeQueries(form, size);
      report(name, outcome);
      expect(outcome).toEqual({ share: 1, misses: [] });
    },
  );

  it.each(Object.entries(slipForms))(
    'a query with %s has a role that fits best as its first result in at least 95 of 100 cases',
    (name, form) => {
      const outcome = typeQueries(form, size);
      report(name, outcome);
      expect(outcome.share, outcome.misses.join('\n')).toBeGreaterThanOrEqual(0.95);
    },
  );
});
