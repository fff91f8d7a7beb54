import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { firefoxId, HOST_NAME } from '#core/identity.ts';
import manifest from '../../manifest.json' with { type: 'json' };

const read = (path: string) => readFileSync(path, 'utf8');
const PICTURES = 'docs/store/screenshots';

describe('the texts and pictures for the stores', () => {
  it('give a reason for every permission in the manifest, and list no other permission', () => {
    const rows = [...read('docs/store/permissions.md').matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    const asked = [...manifest.permissions, ...manifest.optional_permissions];
    expect(rows.toSorted()).toEqual(asked.toSorted());
  });

  it('contain the extension’s own summary, which is not longer than the stores allow', () => {
    const { extDescription } = JSON.parse(read('extension/_locales/en/messages.json'));
    expect(extDescription.message.length).toBeLessThanOrEqual(132);
    expect(read('docs/store/listing.md')).toContain(extDescription.message);
  });

  it('include pictures of 1280 by 800 pixels, each in light and in dark colours', () => {
    const names = readdirSync(PICTURES);
    expect(names.length).toBeGreaterThanOrEqual(6);
    for (const name of names) {
      const png = readFileSync(join(PICTURES, name));
      expect([png.readUInt32BE(16), png.readUInt32BE(20)], name).toEqual([1280, 800]);
      expect(names).toContain(
        name.replace(/(light|dark)\.png$/, (_, each) => `${each === 'light' ? 'dark' : 'light'}.png`),
      );
    }
  });
});

describe('docs/ENTERPRISE.md', () => {
  const text = read('docs/ENTERPRISE.md');
  const policies = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => JSON.parse(json));

  it('shows three policies that are valid JSON and name the right host or extension', () => {
    expect(policies).toHaveLength(3);
    for (const { NativeMessagingAllowlist } of policies.slice(0, 2))
      expect(NativeMessagingAllowlist).toEqual([HOST_NAME]);
    expect(Object.keys(policies[2].policies.ExtensionSettings)).toEqual([firefoxId]);
  });
});
