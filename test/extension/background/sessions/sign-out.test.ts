import { describe, expect, it } from 'vitest';
import type { Session } from '../../../../extension/background/sessions/session.ts';
import { createSignOut } from '../../../../extension/background/sessions/sign-out.ts';

const [a, b] = ['https://a.awsapps.com/start', 'https://b.awsapps.com/start'];
const place = (startUrl: string, store = '0', isPrivate = false) =>
  ({ id: `${startUrl} ${store}`, startUrl, store, isPrivate }) as Session;

/**
 * Removes from a list all sessions for which `matches` is true. The worker's lists of unreadable portals do the same.
 */
const removal = (from: Session[], step: () => void) => async (matches: (each: Session) => boolean) => {
  step();
  from.splice(0, from.length, ...from.filter((each) => !matches(each)));
};

/** Everything that a sign-out changes. `log` lists the steps of the sign-out in order. */
function rig({ keepsLists = false } = {}) {
  const all = [place(a), place(a, '1'), place(b), place(b, 'private', true)];
  const [unreadable, ambiguous] = [[...all], [...all]];
  const log: string[] = [];
  const step = (text: string) => log.push(text);
  const nameOf = ({ startUrl, store }: { startUrl: string; store: string }) => `${startUrl.charAt(8)}${store}`;
  const table = (name: string) => ({
    forget: async (startUrl: string) => void step(`${name} forgets ${startUrl.charAt(8)}`),
    forgetPrivate: async () => void step(`${name} forgets private`),
    forgetAll: async () => void step(`${name} forgets all`),
  });
  const signOut = createSignOut({
    sessions: {
      all: async () => all,
      async forget(matches) {
        const taken = all.filter(matches);
        all.splice(0, all.length, ...all.filter((each) => !matches(each)));
        return taken;
      },
    },
    unreadable: { remove: removal(unreadable, () => step('unreadable')) as never },
    ambiguous: { remove: removal(ambiguous, () => step('ambiguous')) as never },
    personal: {
      retirePlace: async (each) => void step(`personal ${nameOf(each)}`),
      erasePortal: async (startUrl) => void step(`personal ${startUrl.charAt(8)}`),
      eraseAll: async () => void step('personal all'),
    },
    lists: {
      erasePlace: async (each, keepDisk) => void step(`list ${nameOf(each)}${keepDisk ? ' in memory' : ''}`),
      erasePortal: async (startUrl) => void step(`lists ${startUrl.charAt(8)}`),
      eraseAll: async () => void step('lists all'),
    },
    keepsLists: async () => keepsLists,
    tables: [table('trust'), table('memory')],
    ended: (ended, last) => void step(`ended ${ended.map(nameOf).join(' ')}${last ? ', last' : ''}`),
    refresh: async () => step('refresh'),
  });
  const left = () => all.map(nameOf).join(' ');
  return { signOut, log, left, unreadable: () => unreadable.map(nameOf), ambiguous: () => ambiguous.map(nameOf) };
}

describe('a sign-out', () => {
  it('ends the portal’s session only in the given cookie store, and erases the list of this session', async () => {
    const { signOut, log, left } = rig();
    await signOut.endPlace({ startUrl: a, store: '0' });
    expect(left()).toBe('a1 b0 bprivate');
    expect(log).toEqual(['ended a0', 'list a0', 'personal a0', 'refresh']);
  });

  it('does not erase the list of roles on disk if the person chose this in the settings', async () => {
    const { signOut, log } = rig({ keepsLists: true });
    await signOut.endPlace({ startUrl: a, store: '0' });
    expect(log).toContain('list a0 in memory');
  });

  it('erases the list of roles even if no session exists, and in this case reports no ended session', async () => {
    const { signOut, log } = rig();
    await signOut.endPlace({ startUrl: a, store: '7' });
    expect(log).toEqual(['list a7', 'personal a7', 'refresh']);
  });
});

describe('the end of all private windows', () => {
  it('erases all data of private windows and no other data, even lists that would stay on disk after a sign-out', async () => {
    const { signOut, log, left, unreadable, ambiguous } = rig({ keepsLists: true });
    await signOut.endPrivate();
    expect(left()).toBe('a0 a1 b0');
    expect([unreadable(), ambiguous()]).toEqual([
      ['a0', 'a1', 'b0'],
      ['a0', 'a1', 'b0'],
    ]);
    expect(log.filter((each) => !/unreadable|ambiguous/.test(each))).toEqual([
      'ended bprivate',
      'list bprivate',
      'personal bprivate',
      'trust forgets private',
      'memory forgets private',
      'refresh',
    ]);
  });
});

describe('the removal of a portal', () => {
  it('ends the portal’s sessions in all cookie stores, and erases the portal’s confirmation last', async () => {
    const { signOut, log, left, unreadable, ambiguous } = rig();
    await signOut.endPortal(b);
    expect(left()).toBe('a0 a1');
    expect([unreadable(), ambiguous()]).toEqual([
      ['a0', 'a1'],
      ['a0', 'a1'],
    ]);
    expect(log).toEqual([
      'ended b0 bprivate',
      'lists b',
      'personal b',
      'unreadable',
      'ambiguous',
      'memory forgets b',
      'trust forgets b',
      'refresh',
    ]);
  });
});

describe('“forget everything”', () => {
  it('ends all sessions and erases every list and table', async () => {
    const { signOut, log, left, unreadable, ambiguous } = rig({ keepsLists: true });
    await signOut.endAll();
    expect([left(), unreadable(), ambiguous()]).toEqual(['', [], []]);
    expect(log.toSorted()).toEqual(
      [
        'ended a0 a1 b0 bprivate, last',
        'trust forgets all',
        'memory forgets all',
        'unreadable',
        'ambiguous',
        'lists all',
        'personal all',
        'refresh',
      ].toSorted(),
    );
    expect(log.at(-1)).toBe('refresh');
  });
});
