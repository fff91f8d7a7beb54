import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildHost } from '../../scripts/build-host.ts';
import { temporaryFolder } from './package-rig.ts';

let program = '';
beforeAll(async () => {
  program = readFileSync(await buildHost(join(temporaryFolder('host'), 'host')), 'utf8');
});

const count = (pattern: RegExp): number => program.match(pattern)?.length ?? 0;

describe('the built host', () => {
  it('asks Node for nothing that came after 20.0', () => {
    expect(count(/getBuiltinModule/g)).toBe(0);
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
