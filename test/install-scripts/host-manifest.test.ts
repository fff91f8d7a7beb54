import { describe, expect, it } from 'vitest';
import { chromiumIds, firefoxId } from '#core/identity.ts';
import { hostManifest, MANIFEST_FILE, readManifest } from '../../install-scripts/host-manifest.ts';

const WRAPPER = '/home/a "b" $c/keyferry-host';

describe('the native messaging manifest', () => {
  it('allows the extension’s origins in Chromium browsers', () => {
    expect(JSON.parse(hostManifest('chromium', WRAPPER))).toEqual({
      name: 'com.keyferry.host',
      description: expect.any(String),
      path: WRAPPER,
      type: 'stdio',
      allowed_origins: chromiumIds.map((id) => `chrome-extension://${id}/`),
    });
  });

  it('allows the extension’s id in Firefox browsers', () => {
    const manifest = JSON.parse(hostManifest('firefox', WRAPPER));
    expect(manifest.allowed_extensions).toEqual([firefoxId]);
    expect(manifest).not.toHaveProperty('allowed_origins');
  });

  it('has no wildcard in its text, and always has the same file name', () => {
    for (const flavour of ['chromium', 'firefox'] as const) expect(hostManifest(flavour, WRAPPER)).not.toContain('*');
    expect(MANIFEST_FILE).toBe('com.keyferry.host.json');
  });

  it('can be read again by Keyferry; a text that is not a manifest is refused', () => {
    const callers = chromiumIds.map((id) => `chrome-extension://${id}/`);
    const found = { name: 'com.keyferry.host', path: WRAPPER, callers };
    expect(readManifest(hostManifest('chromium', WRAPPER), 'chromium')).toEqual(found);
    for (const text of ['', 'null', '[]', '{}', '{"name":1,"path":"/x"}', '{', '"x"']) {
      expect(readManifest(text, 'chromium')).toBeNull();
    }
    expect(readManifest('{"name":"n","path":"/p","allowed_origins":"all"}', 'chromium')?.callers).toEqual([]);
  });
});
