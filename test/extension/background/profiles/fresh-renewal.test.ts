import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { createFreshRenewal, type FreshRenewalDeps } from '../../../../extension/background/profiles/fresh-renewal.ts';

interface Written {
  readonly name: string;
  readonly expiration: number | null;
}

/**
 * The renewal of these profiles, which all belong to one session. `afterAsking` is the list that the host returns when
 * it is asked again. `asked` lists the names of the profiles in each renewal.
 */
function rig(profiles: readonly Written[], afterAsking: readonly Written[] | 'no answer' = profiles) {
  const asked: (readonly string[])[] = [];
  const failures: string[] = [];
  let list = profiles;
  const fresh = createFreshRenewal({
    names: {
      renewable: async (all: readonly Written[]) => all.map((profile) => ({ profile, session: { id: 'a', key: 'k' } })),
    },
    memory: {
      failureOf: async () => null,
      failed: async (name: string) => void failures.push(name),
      renewed: async () => {},
    },
    renewal: {
      renew: async (_: string, names: readonly string[]) => {
        asked.push(names);
        return { renewed: [], failed: [] };
      },
    },
    written: {
      list: async () => list,
      ask: async () => {
        if (afterAsking === 'no answer') throw new KeyferryError('HOST_MISSING');
        list = afterAsking;
      },
    },
    settings: { read: async () => ({ notifyBeforeExpiry: false }) },
    notices: { failed: async () => {} },
    now: () => 1000,
  } as unknown as FreshRenewalDeps);
  return { fresh, asked, failures };
}

describe('the renewal for the option “Keep fresh”', () => {
  const [dev, prod, endless] = [
    { name: 'dev', expiration: 5000 },
    { name: 'prod', expiration: 6000 },
    { name: 'endless', expiration: null },
  ];

  it('renews only profiles that are due, and no profile whose keys do not expire', async () => {
    const { fresh, asked } = rig([dev, prod, endless]);
    await fresh.renew(['dev', 'endless']);
    expect(asked).toEqual([['dev']]);
    await fresh.renew(['endless']);
    expect(asked).toHaveLength(1);
  });

  it('skips a profile that another program has just removed or renewed', async () => {
    const { fresh, asked } = rig([dev, prod], [{ ...prod, expiration: 9000 }]);
    await fresh.renew(['dev', 'prod']);
    expect(asked).toEqual([]);
  });

  it('never runs twice at the same time for one profile', async () => {
    const { fresh, asked } = rig([dev, prod]);
    const first = fresh.renew(['dev']);
    expect([fresh.isRunning('dev'), fresh.isRunning('prod')]).toEqual([true, false]);
    await Promise.all([first, fresh.renew(['dev', 'prod'])]);
    expect(asked.flat().sort()).toEqual(['dev', 'prod']);
    expect(fresh.isRunning('dev')).toBe(false);
  });

  it('remembers a failure for each due profile if the list of profiles cannot be read', async () => {
    const { fresh, failures, asked } = rig([dev, prod], 'no answer');
    await fresh.renew(['dev']);
    expect([failures, asked]).toEqual([['dev'], []]);
  });
});
