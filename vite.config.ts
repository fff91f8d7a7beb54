import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crx, type ManifestV3Export } from '@crxjs/vite-plugin';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { firefoxId } from './core/identity.ts';
import {
  optionalHostPatterns,
  otherPagePatterns,
  partitions,
  portalApiPatterns,
  portalPagePatterns,
} from './core/portals/portals.ts';
import base from './manifest.json' with { type: 'json' };
import packageJson from './package.json' with { type: 'json' };

export type Browser = 'chrome' | 'firefox';

const { version } = packageJson;

/** Gives the unpacked extension the id that the host expects. Store builds have no key (docs/DECISIONS.md, 28). */
const UNPACKED_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAz1mRPiIunWYsWcBuGR/oMMXdmqmwQ1TIPLdncbQe6eUfS+BTAXEyffithZEWwQZZO2MKLlWhlx2WEnAfsxStUnKzXJZlpMr4dc7lomxJ4lF8cY4UurwNqu4jQNyVXXAPD/Zd2xaKIvSrzf/rMyRN8ZTpl/XItAeRFtQbURpKlk8dAav/hKpLUqZw8ui3Cd2gN6CsiW18f3q2rmiA0nXICfC+cQlF8LbYgRQmnzQxn0F+Mn5Nha0z3nvSt5bMxcCwW96wxOMzmWzQwNxqLqqecuBaSzz2n5WX+gI7vqQsW++5hWFJbMApjqI0z7nmnYDOM1Eq7FUltdJcIdg+H6lshQIDAQAB';

const apiSuffixes = [...new Set(Object.values(partitions).map(({ dnsSuffix }) => dnsSuffix))];

/**
 * Pages of the extension load only their own files. `connect-src` also applies to the worker. It allows more origins
 * than the host permissions, because the user may grant access to a new origin later (docs/DECISIONS.md, 19).
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  `connect-src ${apiSuffixes.map((suffix) => `https://*.${suffix}`).join(' ')}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

/** The oldest browser versions that support everything that Keyferry uses (docs/DECISIONS.md, 50). */
export const OLDEST: Readonly<Record<Browser, number>> = { chrome: 120, firefox: 128 };

const chromeOnly = { key: UNPACKED_KEY, minimum_chrome_version: `${OLDEST.chrome}` };

const firefoxOnly = {
  background: { scripts: [base.background.service_worker], type: 'module' },
  browser_specific_settings: {
    gecko: {
      id: firefoxId,
      strict_min_version: `${OLDEST.firefox}.0`,
      data_collection_permissions: { required: ['none'] },
    },
  },
};

/** The base manifest, with fields that are computed from core, and with fields that only this browser supports. */
export function manifestFor(browser: Browser): ManifestV3Export {
  const { storage, ...shared } = base;
  return {
    ...shared,
    version,
    content_scripts: [
      {
        js: ['extension/content/portal.iife.ts'],
        matches: portalPagePatterns(),
        exclude_matches: [...otherPagePatterns],
        run_at: 'document_start',
      },
    ],
    host_permissions: [...portalPagePatterns(), ...portalApiPatterns()],
    // The user never grants a whole pattern: the popup asks only for exact origins (docs/DECISIONS.md, 36).
    optional_host_permissions: optionalHostPatterns(),
    content_security_policy: { extension_pages: CONTENT_SECURITY_POLICY },
    ...(browser === 'chrome' ? { storage, ...chromeOnly } : firefoxOnly),
  } as ManifestV3Export;
}

/** Browsers need `_locales` at the extension's root. The schema of managed storage is named only in the manifest. */
function staticFiles(): Plugin {
  const emit = (fileName: string, source: string) =>
    ({ type: 'asset', fileName, source: readFileSync(source) }) as const;
  return {
    name: 'keyferry:static-files',
    apply: 'build',
    generateBundle() {
      for (const locale of readdirSync('extension/_locales')) {
        this.emitFile(emit(`_locales/${locale}/messages.json`, `extension/_locales/${locale}/messages.json`));
      }
      this.emitFile(emit('extension/managed-schema.json', 'extension/managed-schema.json'));
    },
  };
}

/**
 * Leaves dynamic imports unchanged. The SDK contains one. Vite would add a function that loads style sheets first. But
 * this function needs a document, and a worker has none.
 */
function plainDynamicImports(): Plugin {
  return {
    name: 'keyferry:plain-dynamic-imports',
    enforce: 'pre',
    apply: 'build',
    load: (id) => (id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : null),
  };
}

/** Parts of the SDK that are needed only for other AWS services. `sdk-stand-ins.ts` replaces them. */
const UNUSED_SDK_PARTS = new RegExp(
  [
    '^@smithy/(core/(event-streams|checksum|retry)|fetch-http-handler)$',
    String.raw`^\./endpoint/endpointResolver$`,
    String.raw`^\./((json/codec-v2/)?JsonShapeSerializer2|runtimeExtensions)$`,
    String.raw`^\./(schema-serde-lib/schema-)?date-utils$`,
    String.raw`^\./util-stream/sdk-stream-mixin(\.browser)?$`,
    '^@aws-sdk/core/(httpAuthSchemes|client)$',
    String.raw`^\.\.?/jsonReviver$`,
    String.raw`^\./(middleware-endpoint/)?adaptors/getEndpointFromInstructions$`,
    // The SDK reads its own package.json, so that it can send its version in a header. sso-client.ts does not send this
    // header, so the file is replaced.
    String.raw`^\.\./package\.json$`,
  ].join('|'),
);
const STAND_INS = fileURLToPath(new URL('extension/background/portal-api/sdk-stand-ins.ts', import.meta.url));

export default defineConfig(({ mode }) => {
  const browser: Browser = mode === 'firefox' ? 'firefox' : 'chrome';
  return {
    plugins: process.env.VITEST
      ? []
      : [crx({ manifest: manifestFor(browser), browser }), staticFiles(), plainDynamicImports()],
    define: { __KEYFERRY_VERSION__: JSON.stringify(version) },
    resolve: {
      alias: process.env.VITEST ? [] : [{ find: UNUSED_SDK_PARTS, replacement: STAND_INS }],
    },
    build: {
      outDir: `dist/${browser}`,
      // The manifest does not name this page, because only the worker opens it.
      rolldownOptions: { input: ['extension/question/index.html'] },
      emptyOutDir: true,
      target: `${browser}${OLDEST[browser]}`,
      modulePreload: false,
      sourcemap: false,
      license: { fileName: 'licenses.md' },
      reportCompressedSize: false,
    },
    // Tests wait until a condition is true. These limits are long, so that a test fails only if the condition never
    // becomes true, even on a busy machine.
    test: {
      include: ['test/**/*.test.{ts,tsx}'],
      testTimeout: 180_000,
      hookTimeout: 180_000,
      expect: { poll: { timeout: 60_000 } },
      maxWorkers: 2,
    },
  };
});
