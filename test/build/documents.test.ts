import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorSentences } from '#core/errors.ts';
import { hostRequests } from '#core/protocol/host-protocol.ts';
import { type MessageKind, messages } from '#core/protocol/messages.ts';

const read = (path: string) => readFileSync(path, 'utf8');

interface LockedPackage {
  readonly optionalDependencies?: Record<string, string>;
}

/** First cells of a Markdown table's rows that hold code, in order. */
const firstCells = (text: string) => [...text.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]);

function testTexts(): string {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => read(`test/${path}`))
    .join('\n');
}

describe('documents tell the truth', () => {
  it('PROTOCOL.md lists every error code in order, with its sentence', () => {
    const protocol = read('docs/PROTOCOL.md');
    const rows = [...protocol.matchAll(/^\| `([A-Z_]+)` \| (.+) \|$/gm)].map((match) => [match[1], match[2]]);
    expect(rows).toEqual(Object.entries(errorSentences));
  });

  it('PROTOCOL.md lists every frame and every message, with who may send it', () => {
    const protocol = read('docs/PROTOCOL.md');
    expect(firstCells(protocol)).toEqual(expect.arrayContaining(Object.keys(hostRequests)));
    for (const kind of Object.keys(messages) as MessageKind[]) {
      expect(protocol).toContain(`| \`${kind}\` | ${messages[kind].from.join(', ')} |`);
    }
  });

  it('every promise of THREAT-MODEL.md names tests that are there', () => {
    const rows = [...read('docs/THREAT-MODEL.md').matchAll(/^\| \d+ \| [^|]+ \| ([^|]+) \|$/gm)].map(
      (match) => match[1] ?? '',
    );
    expect(rows.length).toBeGreaterThan(12);
    const tests = testTexts();
    for (const row of rows) {
      const named = [...row.matchAll(/“([^”]+)”/g)].map((match) => match[1] ?? '');
      expect(named.length, row).toBeGreaterThan(0);
      for (const name of named) expect(tests, `no test holds “${name}”`).toContain(name);
    }
  });

  it('README names every npm script', () => {
    const readme = read('README.md');
    const { scripts } = JSON.parse(read('package.json'));
    for (const script of ['start', 'test', 'test:soak', 'bench', 'build']) {
      expect(Object.keys(scripts)).toContain(script);
      expect(readme).toMatch(new RegExp(`npm (run )?${script}\\b`));
    }
  });

  it('the lock file holds the optional parts of every system, without which npm ci refuses', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> };
    const wanted = Object.values(packages).flatMap((each) => Object.keys(each.optionalDependencies ?? {}));
    expect(wanted.length).toBeGreaterThan(30);
    const held = Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13));
    expect(wanted.filter((name) => !held.includes(name))).toEqual([]);
  });

  it('the lock file names no download address', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved": *"http/);
  });
});
