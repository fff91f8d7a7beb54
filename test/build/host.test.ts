import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildHost } from '../../scripts/build-host.ts';
import { temporaryFolder } from './package-rig.ts';

let program = '';
beforeAll(async () => {
  program = readFileSync(await buildHost(join(temporaryFolder('host'), 'host')), 'utf8');
});

/** What came to Node, or to its V8, after 20.0, and what a program like this might ask for: names that mean nothing else. */
const LATER = [
  ...['getBuiltinModule', 'availableMemory', 'loadEnvFile', 'parseEnv', 'styleText', 'crc32', 'matchesGlob'],
  ...['duplexPair', 'addAbortListener', 'asyncDispose', 'parentPath', 'sourceMapsEnabled', 'globSync', 'execve'],
  ...['mkdtempDisposable', 'mkdtempDisposableSync', 'enableCompileCache', 'registerHooks', 'findPackageJSON'],
  ...['stripTypeScriptTypes', 'getCallSites', 'WebSocket', 'EventSource', 'URLPattern', 'Iterator', 'Float16Array'],
  ...['withResolvers', 'groupBy', 'fromAsync', 'transferToFixedLength', 'isSubsetOf', 'isSupersetOf', 'f16round'],
  ...['isDisjointFrom', 'symmetricDifference', 'getOrInsert', 'getOrInsertComputed', 'rawJSON', 'isRawJSON'],
  ...['sumPrecise', 'toBase64', 'fromBase64', 'toHex', 'fromHex', 'isError'],
].map((name) => new RegExp(`\\b${name}\\b`));

/** The same, where a name alone says too little. */
const LATER_FORMS = [
  /\b(?:AbortSignal\.any|URL\.parse|Promise\.try|RegExp\.escape)\b/,
  // An iterator's own methods.
  /\.(?:values|keys|entries)\(\)\.(?!next\b)|\.toArray\(/,
  // crypto.hash.
  /[."'`]hash["'`(]/,
  // A folder read with all below it; one that is made or removed comes with a mode, or by force.
  /recursive:!0(?!,(?:mode|force):)/,
  // Flags for a part of a pattern.
  /\(\?(?:[ims]+-?|-)[ims]*:/,
];

const count = (pattern: RegExp): number => program.match(pattern)?.length ?? 0;

describe('the built host', () => {
  it('asks Node for nothing that came after 20.0', () => {
    expect([...LATER, ...LATER_FORMS].flatMap((each) => each.exec(program)?.[0] ?? [])).toEqual([]);
    expect(count(/require\(.node:child_process.\)/g)).toBeGreaterThan(0);
  });

  it('is of one byte a character, which Node reads twice as fast', () => {
    expect(program.startsWith('#!/usr/bin/env node\n')).toBe(true);
    expect(count(/[\u0080-\uffff]/g)).toBe(0);
  });

  it('holds its modules in functions that V8 passes over until they are called', () => {
    const [, wrap = ''] = /,(\w+)=\(\w+,\w+,\w+\)=>\(\)=>\{if\(\w+\)throw/.exec(program) ?? [];
    expect(count(new RegExp(`=${wrap}\\(function\\(\\)\\{`, 'g'))).toBeGreaterThan(100);
    expect(count(new RegExp(`=${wrap}\\(\\(*\\(\\)=>`, 'g'))).toBe(0);
  });
});
