import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultSettings, managedSettings } from '#core/settings.ts';
import { createSettingsStore } from '../../../../extension/background/storage/settings-store.ts';
import { fakeArea } from '../fakes.ts';

const policyOf = (policy: Record<string, unknown>) => ({ get: async () => policy });

describe('the settings', () => {
  it('are the values that the user chose, and the defaults for all other settings', async () => {
    const store = createSettingsStore(fakeArea(new Map([['settings', { warnMinutes: 9 }]])), undefined);
    expect(await store.read()).toEqual({ ...defaultSettings, warnMinutes: 9 });
    expect(await store.managed()).toEqual([]);
  });

  it('have an administrator’s values, even after the user saved other values', async () => {
    const store = createSettingsStore(fakeArea(), policyOf({ defaultRegion: 'eu-west-1', liveProfiles: false }));
    const written = await store.write({ ...defaultSettings, defaultRegion: 'us-east-1', liveProfiles: true });
    expect(written).toMatchObject({ defaultRegion: 'eu-west-1', liveProfiles: false });
    expect(await store.read()).toEqual(written);
    expect(await store.managed()).toEqual(['defaultRegion', 'liveProfiles']);
  });

  it('have the user’s values again when the administrator’s policy is gone', async () => {
    const local = fakeArea(new Map([['settings', { ...defaultSettings, defaultRegion: 'us-east-1' }]]));
    const managed = createSettingsStore(local, policyOf({ defaultRegion: 'eu-west-1' }));
    expect((await managed.read()).defaultRegion).toBe('eu-west-1');
    await managed.write({ ...(await managed.read()), warnMinutes: 9 });
    expect(await createSettingsStore(local, undefined).read()).toMatchObject({
      defaultRegion: 'us-east-1',
      warnMinutes: 9,
    });
  });

  it('ignore an administrator’s values that are not valid, or that only the user may choose', async () => {
    const policy = { warnMinutes: 99, nameTemplate: 7, copyFormats: ['bash'], notifyBeforeExpiry: true };
    const store = createSettingsStore(fakeArea(), policyOf(policy));
    expect(await store.read()).toEqual(defaultSettings);
    expect(await store.managed()).toEqual([]);
  });

  it('can be read in Firefox without a policy, although Firefox then cannot read the managed storage', async () => {
    const managed = { get: () => Promise.reject(new Error('Managed storage manifest not found')) };
    expect(await createSettingsStore(fakeArea(), managed).read()).toEqual(defaultSettings);
  });

  it('that an administrator can set are exactly those in extension/managed-schema.json', () => {
    const { properties } = JSON.parse(readFileSync('extension/managed-schema.json', 'utf8'));
    const rules = ['trustedPortals', 'liveAlwaysAsk', 'liveNotForAgents'];
    expect(Object.keys(properties).sort()).toEqual([...managedSettings, ...rules].sort());
  });

  it.each([
    [true, false],
    [false, true],
  ])('let a policy with liveProfiles = %j overrule the person’s own setting: %j', async (liveProfiles, isOverruled) => {
    const store = createSettingsStore(fakeArea(), { get: async () => ({ liveProfiles }) });
    expect(await store.managed()).toEqual(isOverruled ? ['liveProfiles'] : []);
    await store.change({ liveProfiles: !liveProfiles });
    expect((await store.read()).liveProfiles).toBe(isOverruled ? false : !liveProfiles);
  });
});
