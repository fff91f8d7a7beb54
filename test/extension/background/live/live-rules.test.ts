import { expect, it } from 'vitest';
import { createLiveRules } from '../../../../extension/background/live/live-rules.ts';
import type { SettingsStore } from '../../../../extension/background/storage/settings-store.ts';

it.each([
  [
    'on if the person turned them on and no administrator forbids them',
    { liveProfiles: true, isForbidden: false },
    true,
  ],
  ['off if the person has not turned them on', { liveProfiles: false, isForbidden: false }, false],
  ['off if an administrator forbids them', { liveProfiles: true, isForbidden: true }, false],
  [
    'off if the person has not turned them on and an administrator forbids them',
    { liveProfiles: false, isForbidden: true },
    false,
  ],
])('live profiles are %s', async (_, { liveProfiles, isForbidden }, isOn) => {
  const rules = createLiveRules({
    policy: { live: async () => ({ isForbidden, alwaysAsk: false, notForAgents: false }) },
    settings: { read: async () => ({ liveProfiles }) as Awaited<ReturnType<SettingsStore['read']>> },
  });
  expect(await rules.now()).toEqual({ isOn, isForbidden });
});
