import { describe, expect, it } from 'vitest';
import { createTrustedPortals, type Identified } from '../../../../extension/background/sessions/trusted-portals.ts';
import { fakeArea } from '../fakes.ts';

const own = 'https://demo.awsapps.com/start';
const shared = 'https://start.us-gov-home.awsapps.com/directory/d-aaaaaaaaaa';

const session = (given: Partial<Identified> = {}): Identified => ({
  startUrl: own,
  isPrivate: false,
  identity: 'user-1',
  checked: true,
  confirmed: false,
  expired: false,
  ...given,
});

function rig(managed: readonly string[] = []) {
  const areas = { local: fakeArea(), session: fakeArea() };
  return { trust: createTrustedPortals(areas, async () => managed), areas };
}

describe('attack 50: trust in a portal', () => {
  it('counts only for the user whom the portal named when the person trusted the portal', async () => {
    const { trust } = rig();
    expect(await trust.isTrusted(session())).toBe(false);
    await trust.trust(session());
    expect(await trust.isTrusted(session())).toBe(true);
    expect(await trust.isTrusted(session({ identity: 'user-2' }))).toBe(false);
    expect(await trust.isTrusted(session({ identity: null }))).toBe(false);
    await trust.trust(session({ identity: 'user-2' }));
    await trust.trust(session({ identity: 'user-2' }));
    expect(await trust.isTrusted(session())).toBe(true);
    expect(await trust.list()).toEqual([{ startUrl: own, users: 2, unknownUser: false, managed: false }]);
  });

  it('does not begin with a confirmation alone: after a confirmation, Keyferry may only ask the portal who is signed in', async () => {
    const { trust } = rig();
    expect(await trust.isConfirmed(session())).toBe(false);
    await trust.confirm(session());
    expect(await trust.isConfirmed(session())).toBe(true);
    expect(await trust.isTrusted(session())).toBe(false);
    await trust.trust(session());
    await trust.confirm(session());
    expect(await trust.isTrusted(session())).toBe(true);
  });

  it('counts for an unknown user only after Keyferry asked the portal for the user, and if no other portal has the same host', async () => {
    const { trust } = rig();
    await trust.trust(session({ identity: null, checked: false }));
    expect(await trust.isTrusted(session({ identity: null }))).toBe(false);
    await trust.trust(session({ identity: null }));
    expect(await trust.isTrusted(session({ identity: null }))).toBe(true);
    expect(await trust.isTrusted(session({ identity: null, checked: false }))).toBe(false);
    expect(await trust.list()).toEqual([{ startUrl: own, users: 0, unknownUser: true, managed: false }]);
    const onShared = session({ startUrl: shared, identity: null });
    await trust.trust(onShared);
    expect(await trust.isTrusted(onShared)).toBe(false);
  });

  it('counts for a token that the person confirmed, even if the user is unknown', async () => {
    const { trust } = rig();
    expect(await trust.isTrusted(session({ confirmed: true, identity: null, checked: false }))).toBe(true);
  });

  it('counts for an ended session with an unknown user if the portal was confirmed', async () => {
    const { trust } = rig();
    const ended = session({ expired: true, identity: null, checked: false });
    expect(await trust.isTrusted(ended)).toBe(false);
    await trust.confirm(ended);
    expect(await trust.isTrusted(ended)).toBe(true);
    expect(await trust.isTrusted(session({ expired: true }))).toBe(false);
  });

  it('counts in all windows if it was given in a normal window, but only in private windows if given in a private window', async () => {
    const { trust, areas } = rig();
    await trust.trust(session({ isPrivate: true }));
    expect(await trust.isTrusted(session({ isPrivate: true }))).toBe(true);
    expect(await trust.isTrusted(session())).toBe(false);
    expect([await trust.startUrls(), areas.local.data.size]).toEqual([[], 0]);
    await trust.forgetPrivate();
    expect(await trust.isTrusted(session({ isPrivate: true }))).toBe(false);
    await trust.trust(session());
    expect(await trust.isTrusted(session({ isPrivate: true }))).toBe(true);
    expect(await trust.startUrls()).toEqual([own]);
  });

  it('counts for every user if an administrator gave it, but never on a host with several directories', async () => {
    const { trust } = rig([own, shared]);
    expect(await trust.isTrusted(session({ identity: 'user-9' }))).toBe(true);
    expect(await trust.isConfirmed(session())).toBe(true);
    expect(await trust.isTrusted(session({ identity: null, checked: false }))).toBe(false);
    expect(await trust.isTrusted(session({ startUrl: shared }))).toBe(false);
    expect(await trust.isConfirmed(session({ startUrl: shared }))).toBe(false);
    expect(await trust.list()).toEqual([{ startUrl: own, users: 0, unknownUser: false, managed: true }]);
  });

  it('ends when the user forgets the portal or everything', async () => {
    const { trust } = rig();
    await trust.trust(session());
    await trust.forget(own);
    expect([await trust.isTrusted(session()), await trust.isConfirmed(session())]).toEqual([false, false]);
    await trust.trust(session());
    await trust.forgetAll();
    expect(await trust.list()).toEqual([]);
  });
});
