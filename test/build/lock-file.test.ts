import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, LockedPackage>;
};
const locked = Object.entries(packages).filter(([path]) => path !== '');

describe('package-lock.json', () => {
  it('has the hash of every package, also of optional packages for other systems', () => {
    expect(locked.length).toBeGreaterThan(400);
    expect(locked.filter(([, { integrity = '' }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity))).toEqual([]);
  });

  it('has an exact version of every package, and every package comes from the npm registry', () => {
    expect(locked.filter(([, { version = '' }]) => !/^\d+\.\d+\.\d+(?:-[\w.-]+)?$/.test(version))).toEqual([]);
    expect(locked.filter(([, { resolved, link }]) => resolved !== undefined || link !== undefined)).toEqual([]);
  });
});
