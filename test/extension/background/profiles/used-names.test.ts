import { expect, it } from 'vitest';
import { NAMES_KEY, nameOwner } from '#core/protocol/view.ts';
import { createWrittenProfiles } from '../../../../extension/background/profiles/written-profiles.ts';
import { fakeArea } from '../fakes.ts';
import { startUrl } from '../portal-fake.ts';

const profile = { name: 'dev', accountId: '111122223333', roleName: 'Admin', portal: startUrl, expiration: null };

function profilesOf(reply: { taken?: string[] }) {
  const memory = fakeArea();
  const host = { request: async () => ({ profiles: [profile], more: 0, ...reply }) };
  const clock = { aheadMs: async () => 0 };
  const written = createWrittenProfiles({
    host: host as never,
    memory,
    clock,
    changed: () => undefined,
    listed: () => undefined,
  });
  return { written, names: () => memory.data.get(NAMES_KEY) };
}

it('names of existing profiles are stored with the portal and role of each profile, and are forgotten with the profiles', async () => {
  const { written, names } = profilesOf({ taken: ['by-hand'] });
  await written.ask();
  expect(names()).toEqual([
    ['by-hand', null],
    ['dev', nameOwner(startUrl, profile)],
  ]);
  await written.forget();
  expect(names()).toBeUndefined();
});

it('if the host lists only profiles that Keyferry wrote, only the names of these profiles are stored', async () => {
  const { written, names } = profilesOf({});
  await written.ask();
  expect(names()).toEqual([['dev', nameOwner(startUrl, profile)]]);
});
