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

/**
 * With this key, the unpacked extension has the id that the host expects. Builds for the stores have no key
 * (docs/DECISIONS.md, 28).
 */
const UNPACKED_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAz1mRPiIunWYsWcBuGR/oMMXdmqmwQ1TIPLdncbQe6eUfS+BTAXEyffithZEWwQZZO2MKLlWhlx2WEnAfsxStUnKzXJZlpMr4dc7lomxJ4lF8cY4UurwNqu4jQNyVXXAPD/Zd2xaKIvSrzf/rMyRN8ZTpl/XItAeRFtQbURpKlk8dAav/hKpLUqZw8ui3Cd2gN6CsiW18f3q2rmiA0nXICfC+cQlF8LbYgRQmnzQxn0F+Mn5Nha0z3nvSt5bMxcCwW96wxOMzmWzQwNxqLqqecuBaSzz2n5WX+gI7vqQsW++5hWFJbMApjqI0z7nmnYDOM1Eq7FUltdJcIdg+H6lshQIDAQAB';

const apiSuffixes = [...new Set(Object.values(partitions).map(({ dnsSuffix }) => dnsSuffix))];

/**
 * A page of the extension can load only the extension's own files. `connect-src` also applies to the worker. It allows
 * more origins than the host permissions, because the user can grant access to more origins later (docs/DECISIONS.md,
 * 19).
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

/** For each browser, the oldest version that supports everything that Keyferry needs (docs/DECISIONS.md, 50). */
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

/**
 * The manifest for a browser: the shared fields, the fields that are computed from core, and the fields that only this
 * browser supports.
 */
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
    // The user never grants a whole pattern, because the popup asks only for single origins (docs/DECISIONS.md, 36).
    optional_host_permissions: optionalHostPatterns(),
    content_security_policy: { extension_pages: CONTENT_SECURITY_POLICY },
    ...(browser === 'chrome' ? { storage, ...chromeOnly } : firefoxOnly),
  } as ManifestV3Export;
}

/**
 * Adds files to the build. Browsers need the folder `_locales` at the extension's root. Vite does not find the schema
 * of managed storage, because only the manifest mentions it.
 */
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
 * Leaves dynamic imports unchanged. Vite would add a function that loads style sheets before the import. This function
 * needs a document, but the worker has no document. The AWS SDK contains a dynamic import.
 */
function plainDynamicImports(): Plugin {
  return {
    name: 'keyferry:plain-dynamic-imports',
    enforce: 'pre',
    apply: 'build',
    load: (id) => (id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : null),
  };
}

/** Parts of the AWS SDK that only other AWS services need. `sdk-stand-ins.ts` replaces these parts. */
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
    // The SDK reads its own package.json and sends its version in a header. sso-client.ts does not send this header, so
    // package.json is replaced.
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
      // Vite does not find this page in the manifest, because only the worker opens it.
      rolldownOptions: { input: ['extension/question/index.html'] },
      emptyOutDir: true,
      target: `${browser}${OLDEST[browser]}`,
      modulePreload: false,
      sourcemap: false,
      license: { fileName: 'licenses.md' },
      reportCompressedSize: false,
    },
    // Tests wait until a condition is true. These limits are long: on a busy machine, a test fails only if the
    // condition never becomes true.
    test: {
      include: ['test/**/*.test.{ts,tsx}'],
      testTimeout: 180_000,
      hookTimeout: 180_000,
      expect: { poll: { timeout: 60_000 } },
      maxWorkers: 2,
    },
  };
});
