import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isProgramFile } from '../../native-host/cli/install/program-files.ts';
import { buildHost } from '../../scripts/build-host.ts';
import { newerThanNode20 } from './newer-than-node-20.ts';
import { temporaryFolder } from './package-rig.ts';

let folder = '';
beforeAll(async () => {
  folder = dirname(await buildHost(join(temporaryFolder('host'), 'host')));
});

const files = () => readdirSync(folder).filter((name) => name !== 'licenses.md');
const text = (name: string) => readFileSync(join(folder, name), 'utf8');
const chunk = (part: string) => files().find((name) => name.includes(part)) ?? '';

/**
 * The chunk (a part of the built program) that runs when a browser starts the program. Another chunk has a similar
 * name, which begins with `keyferry-browser-client-`.
 */
const browserChunk = () => files().find((name) => /^keyferry-browser-(?!client-)/.test(name)) ?? '';

/** The names of all files that Node loads when it loads this file of the program. */
function withRequired(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  // After the build, an import() is a require inside a function: `.then(()=>require(…))`. Such a require does not run
  // when the file is loaded.
  const atOnce = text(name).replace(/=>\s*require\([^)]*\)/g, '');
  for (const [, other = ''] of atOnce.matchAll(/require\(["'`]\.\/([^"'`]+)["'`]\)/g)) withRequired(other, seen);
  return seen;
}

describe('the built host', () => {
  it('consists of a small keyferry.cjs and more files; `keyferry install` recognises the names of all these files', () => {
    expect(files().filter((name) => !isProgramFile(name))).toEqual([]);
    expect(files().length).toBeGreaterThan(5);
    expect(text('keyferry.cjs')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(text('keyferry.cjs').length).toBeLessThan(15_000);
  });

  it('loads only the code that it needs, both when a browser starts it and when a person runs `keyferry env`', () => {
    const browser = [...withRequired(browserChunk())];
    const env = [...withRequired(chunk('keyferry-command-'))];
    const client = [...withRequired(chunk('keyferry-client-'))];
    const isIn = (names: readonly string[], parts: RegExp) => names.some((name) => parts.test(name));
    const others = /keyferry-(exec|other-commands|file-handlers|live-handlers)-/;
    for (const start of [browser, env, client]) expect(isIn(start, others)).toBe(false);
    expect(isIn(browser, /keyferry-(command|client)-/)).toBe(false);
    expect(isIn(env, /keyferry-(browser|client)-/)).toBe(false);
    expect(isIn(client, /keyferry-(command|browser-(?!client-))/)).toBe(false);
    // Each file takes about a millisecond to load, so the number of files is limited. This number includes
    // keyferry.cjs.
    expect(env.length).toBeLessThanOrEqual(4);
    expect(Math.max(browser.length, client.length)).toBeLessThanOrEqual(6);
    const needed = (names: readonly string[]) => new Set(names.flatMap((name) => text(name).match(/node:\w+/g) ?? []));
    for (const slow of ['node:crypto', 'node:child_process']) {
      expect(needed(browser)).not.toContain(slow);
      expect(needed(env)).not.toContain(slow);
      expect(needed(client)).not.toContain(slow);
      expect(needed(files())).toContain(slow);
    }
  });

  it('contains the licence of each package that is bundled into it', () => {
    expect(text('licenses.md').match(/^## \S+/gm)).toEqual(['## ini', '## valibot']);
  });

  it('uses no feature that is newer than Node 20.0', () => {
    expect(files().flatMap((name) => newerThanNode20(text(name)).map((use) => `${name}: ${use}`))).toEqual([]);
  });
});

describe('the search for features that are newer than Node 20', () => {
  it.each([
    ['process.getBuiltinModule("fs")', 'getBuiltinModule'],
    ['const { styleText } = require("util")', 'styleText'],
    ['new Map()["values"]().map(f)', 'values().map'],
    ['map.entries().toArray()', 'toArray'],
    ['AbortSignal.any([])', 'AbortSignal.any'],
    ['fs.readdirSync(path, { withFileTypes: true, recursive: true })', 'readdirSync recursive'],
    ['/(?i:a)b/', '/(?i:a)b/'],
  ])('finds the newer feature in %s', (code, use) => {
    expect(newerThanNode20(code)).toContain(use);
  });

  it.each([
    'fs.mkdirSync(path, { recursive: true })',
    'map.values().next()',
    'Object.values(map).map(f)',
    'Promise.all([])',
    '/(?:a)(?=b)/',
  ])('finds no newer feature in %s', (code) => {
    expect(newerThanNode20(code)).toEqual([]);
  });
});
