import { describe, expect, it } from 'vitest';
import { fits } from '#core/schema.ts';
import { defaultSettings, readSettings, Settings } from '#core/settings.ts';

describe('the function readSettings', () => {
  it.each([undefined, null, 'x', 3, [], {}, { unknown: 1 }])('returns the defaults for %j', (stored) => {
    expect(readSettings(stored)).toEqual(defaultSettings);
  });

  it('keeps valid fields, and uses the default for each invalid field', () => {
    const stored = {
      ...defaultSettings,
      defaultRegion: 'eu-central-1',
      nameTemplate: '',
      keepIndexAfterSignOut: 'yes',
    };
    expect(readSettings(stored)).toEqual({ ...defaultSettings, defaultRegion: 'eu-central-1' });
    expect(readSettings({ defaultRegion: 'eu-central-1\n', keepIndexAfterSignOut: true })).toEqual({
      ...defaultSettings,
      keepIndexAfterSignOut: true,
    });
  });

  it('ignores fields that the stored object only inherits', () => {
    expect(readSettings(Object.create({ nameTemplate: 'inherited' }))).toEqual(defaultSettings);
    expect(readSettings(JSON.parse('{"__proto__":{"nameTemplate":"inherited"}}'))).toEqual(defaultSettings);
  });

  it('returns settings that match the schema', () => {
    expect(fits(Settings, readSettings(null))).toBe(true);
  });
});
