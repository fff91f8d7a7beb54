import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { deterministicZip } from '../../scripts/package-zip.ts';
import { copyOfSources, packageIn, temporaryFolder, unpackZip } from './package-rig.ts';

const { version } = packageJson;
const CHROME = `keyferry-chrome-${version}.zip`;
const FIREFOX = `keyferry-firefox-${version}.zip`;
const SOURCE = `keyferry-firefox-${version}-source.zip`;
const TARBALL = `keyferry-${version}.tgz`;

/** The time limit for making the packages, in ms. Only a very slow machine needs so much time. */
const LONG_MS = 600_000;

let folder = '';
beforeAll(() => {
  folder = packageIn(copyOfSources(), { TZ: 'UTC' });
}, LONG_MS);

const zipOf = (name: string) => unzipSync(readFileSync(join(folder, name)));
const manifestOf = (name: string) => JSON.parse(Buffer.from(zipOf(name)['manifest.json'] ?? []).toString());
const sums = (where: string) => readFileSync(join(where, 'SHA256SUMS'), 'utf8');

function unpackedTarball(): string {
  const target = temporaryFolder('tarball');
  execFileSync('tar', ['-xzf', join(folder, TARBALL), '-C', target]);
  return join(target, 'package');
}

describe('npm run package', () => {
  it('makes the packages and a list of their checksums', () => {
    expect(readdirSync(folder).sort()).toEqual([SOURCE, FIREFOX, CHROME, TARBALL, 'SHA256SUMS'].sort());
    expect(sums(folder)).toMatch(/^(?:[0-9a-f]{64} {2}keyferry-[\w.-]+\n){4}$/);
    execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: folder, stdio: 'ignore' });
  });

  it(
    'makes identical packages from the source bundle, even in another folder and another time zone',
    () => {
      const elsewhere = temporaryFolder('the source bundle, unpacked');
      unpackZip(join(folder, SOURCE), elsewhere);
      const mask = process.umask(0o077);
      try {
        const again = packageIn(elsewhere, { TZ: 'Asia/Tokyo', LANG: 'C' });
        expect(sums(again)).toBe(sums(folder));
      } finally {
        process.umask(mask);
      }
    },
    LONG_MS,
  );

  it('makes the same zip file if it gets the same files in a different order', () => {
    const entries = ['b', 'a/c', 'a'].map((name) => ({ name, content: Buffer.from(name) }));
    expect(deterministicZip(entries)).toEqual(deterministicZip(entries.toReversed()));
  });

  it('removes only the field `key` from the manifests in the packages for the stores', () => {
    const { key, ...unpacked } = JSON.parse(readFileSync(join(folder, '../chrome/manifest.json'), 'utf8'));
    expect(key).toMatch(/^MII/);
    expect(manifestOf(CHROME)).toEqual(unpacked);
    expect(manifestOf(FIREFOX)).not.toHaveProperty('key');
  });

  it('puts all licences into the packages for the stores, but no source, no source map and no dot file', () => {
    for (const name of [CHROME, FIREFOX]) {
      const files = Object.keys(zipOf(name));
      expect(files.filter((file) => /\.(map|ts|tsx)$|(^|\/)\./.test(file))).toEqual([]);
      expect(files).toEqual(expect.arrayContaining(['licenses.md', 'manifest.json']));
    }
  });

  it('lists every bundled package with its name, version and licence text', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    const notices = {
      extension: [CHROME, FIREFOX].map((name) => Buffer.from(zipOf(name)['licenses.md'] ?? []).toString()),
      host: [readFileSync(join(unpackedTarball(), 'licenses.md'), 'utf8')],
    };
    const named = Object.values(notices).map(([first = '', ...others]) => {
      for (const other of others) expect(other).toBe(first);
      const sections = first.split(/^## /m).slice(1);
      for (const section of sections) {
        const [, name, version, licence] = /^(\S+) - (\S+) \((\S+)\)\n/.exec(section) ?? [];
        expect(packages[`node_modules/${name}`], section.slice(0, 80)).toMatchObject({ version, license: licence });
        expect(section).toMatch(/Permission is hereby granted|Permission to use|Apache License|Mozilla Public License/);
      }
      return sections.map((section) => section.slice(0, section.indexOf(' ')));
    });
    expect(new Set(named.flat())).toEqual(new Set([...named.flat(), ...Object.keys(packageJson.dependencies)]));
  });

  it('puts no data about the machine on which it runs into the packages', () => {
    for (const name of [CHROME, FIREFOX]) {
      const told = Object.entries(zipOf(name)).filter(([, content]) =>
        [dirname(dirname(folder)), process.cwd(), '.tsx'].some((text) => Buffer.from(content).includes(text)),
      );
      expect(told.map(([file]) => file)).toEqual([]);
    }
  });

  it('writes the path of the repository’s clone only into the unpacked builds, not into the packages', () => {
    const pages = ['extension/popup/index.html', 'extension/options/index.html'];
    for (const [zip, browser] of [
      [CHROME, 'chrome'],
      [FIREFOX, 'firefox'],
    ] as const) {
      for (const page of pages) {
        const unpacked = readFileSync(join(folder, '..', browser, page), 'utf8');
        expect(unpacked).toContain(`<html lang="en" data-clone="${dirname(dirname(folder))}">`);
        expect(Buffer.from(zipOf(zip)[page] ?? []).toString()).toContain('<html lang="en">');
      }
    }
  });

  it('puts nothing that is built or installed into the source bundle', () => {
    const files = Object.keys(zipOf(SOURCE));
    expect(files).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', 'manifest.json', 'LICENSE']));
    expect(files.filter((file) => /^(?:node_modules|dist|\.git)\//.test(file))).toEqual([]);
  });

  it('puts only the needed files into the npm package, and no script that runs during the installation', () => {
    const root = unpackedTarball();
    const built = readdirSync(join(folder, '../host'));
    expect(built).toEqual(expect.arrayContaining(['keyferry.cjs', 'licenses.md']));
    expect(built.length).toBeGreaterThan(5);
    expect(readdirSync(root).sort()).toEqual(['LICENSE', 'README.md', 'package.json', ...built].sort());
    for (const name of built)
      expect(readFileSync(join(root, name))).toEqual(readFileSync(join(folder, '../host', name)));
    const host = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(host).toMatchObject({ name: 'keyferry', bin: { keyferry: 'keyferry.cjs' }, engines: { node: '>=20' } });
    for (const key of ['scripts', 'dependencies', 'private', 'gypfile']) expect(host).not.toHaveProperty(key);
  });

  it('puts the same version into every package', () => {
    const root = unpackedTarball();
    const program = execFileSync(process.execPath, [join(root, 'keyferry.cjs'), '--version'], { encoding: 'utf8' });
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    const said = {
      'package-lock.json': lock.version,
      'its root': lock.packages[''].version,
      'manifest.json': JSON.parse(readFileSync('manifest.json', 'utf8')).version,
      chrome: manifestOf(CHROME).version,
      firefox: manifestOf(FIREFOX).version,
      host: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
      program: program.trim(),
      changelog: /^## (\S+)/m.exec(readFileSync('CHANGELOG.md', 'utf8'))?.[1],
    };
    expect(said).toEqual(Object.fromEntries(Object.keys(said).map((place) => [place, version])));
  });

  it('uses a lock file that contains no download address', () => {
    expect(readFileSync('package-lock.json', 'utf8')).not.toMatch(/"resolved"|https?:\/\/[^"]*\.tgz/);
  });
});
