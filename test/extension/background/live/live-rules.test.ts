import { expect, it } from 'vitest';
import { createLiveRules } from '../../../../extension/background/live/live-rules.ts';
import type { SettingsStore } from '../../../../extension/background/storage/settings-store.ts';

it.each([
  ['on', { liveProfiles: true, isForbidden: false }, true],
  ['off when the person has not turned them on', { liveProfiles: false, isForbidden: false }, false],
  ['off when an administrator forbids them', { liveProfiles: true, isForbidden: true }, false],
  ['off when both say so', { liveProfiles: false, isForbidden: true }, false],
])('live profiles are %s', async (_, { liveProfiles, isForbidden }, isOn) => {
  const rules = createLiveRules({
    policy: { live: async () => ({ isForbidden, alwaysAsk: false, notForAgents: false }) },
    settings: { read: async () => ({ liveProfiles }) as Awaited<ReturnType<SettingsStore['read']>> },
  });
  expect(await rules.now()).toEqual({ isOn, isForbidden });
});
