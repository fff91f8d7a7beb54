import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import budgets from './budgets.json' with { type: 'json' };
import type { Row } from './measure.ts';

const IMPORTED = /(?:from|import)\s*\(?["'](\.{1,2}\/[^"']+\.js)["']/g;

/** A script of the built extension with every script it imports. */
function withImports(path: string, seen = new Set<string>()): string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const text = readFileSync(path, 'utf8');
  return [
    path,
    ...[...text.matchAll(IMPORTED)].flatMap((match) => withImports(posix.join(dirname(path), match[1] ?? ''), seen)),
  ];
}

const bytesOf = (paths: readonly string[], gzip: boolean) =>
  paths.map((path) => readFileSync(path)).reduce((sum, text) => sum + (gzip ? gzipSync(text).length : text.length), 0);

/** Every budgeted output with the files that count towards it. */
function outputs(): Array<{ name: keyof Omit<typeof budgets, 'memory'>; label: string; files: string[] }> {
  const workers = ['chrome', 'firefox'].map((browser) => ({
    name: 'worker' as const,
    label: `worker (${browser})`,
    files: withImports(`dist/${browser}/service-worker-loader.js`),
  }));
  return [...workers, { name: 'host', label: 'host', files: ['dist/host/keyferry.cjs'] }];
}

/** Sizes of what was built, against the budgets kept beside this file. */
export function benchSizes(): Row[] {
  const rows = outputs().map(({ name, label, files }) => {
    const { kilobytes, gzip } = budgets[name];
    const size = bytesOf(files, gzip) / 1000;
    return {
      what: `size of the ${label}, ${gzip ? 'gzip' : 'minified'}`,
      figure: `${size.toFixed(1)} kB`,
      aim: `at most ${kilobytes} kB`,
      met: size <= kilobytes,
    };
  });
  const all = readdirSync('dist/chrome', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const whole =
    bytesOf(
      all.map((entry) => join(entry.parentPath, entry.name)),
      true,
    ) / 1000;
  return [
    ...rows,
    { what: 'size of the whole extension (chrome), gzip', figure: `${whole.toFixed(1)} kB`, aim: '', met: null },
  ];
}
