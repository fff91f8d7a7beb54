import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import budgets from './budgets.json' with { type: 'json' };
import type { Row } from './measure.ts';

const IMPORTED = /(?:from|import)\s*\(?["'](\.{1,2}\/[^"']+\.js)["']/g;

/** The path of a script of the built extension, and the paths of all scripts that it imports. */
function withImports(path: string, seen = new Set<string>()): string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const text = readFileSync(path, 'utf8');
  return [
    path,
    ...[...text.matchAll(IMPORTED)].flatMap((match) => withImports(posix.join(dirname(path), match[1] ?? ''), seen)),
  ];
}

function popupScripts(browser: string): string[] {
  const html = readFileSync(`dist/${browser}/extension/popup/index.html`, 'utf8');
  const scripts = [...html.matchAll(/<script[^>]+src="\/([^"]+)"/g)].map((match) => `dist/${browser}/${match[1]}`);
  return [...new Set(scripts.flatMap((path) => withImports(path)))];
}

const gzipBytes = (paths: readonly string[]): number =>
  paths.reduce((sum, path) => sum + gzipSync(readFileSync(path)).length, 0);

interface Output {
  readonly label: string;
  readonly files: readonly string[];
  /** The limit in kB after gzip; null if there is no limit. */
  readonly budget: number | null;
}

/**
 * The built programs with their files. The popup has no limit for its size, because popup.ts measures how fast it
 * appears.
 */
function outputs(): Output[] {
  const perBrowser = ['chrome', 'firefox'].flatMap((browser) => [
    {
      label: `worker (${browser})`,
      files: withImports(`dist/${browser}/service-worker-loader.js`),
      budget: budgets.workerKilobytes,
    },
    { label: `popup (${browser})`, files: popupScripts(browser), budget: null },
  ]);
  const program = readdirSync('dist/host').filter((name) => name.endsWith('.cjs'));
  return [
    ...perBrowser,
    { label: 'host', files: program.map((name) => join('dist/host', name)), budget: budgets.hostKilobytes },
  ];
}

/** Compares the sizes of the built programs with the limits in budgets.json. */
export function benchSizes(): Row[] {
  const rows = outputs().map(({ label, files, budget }) => {
    const size = gzipBytes(files) / 1000;
    return {
      what: `size of the ${label}, gzip`,
      figure: `${size.toFixed(1)} kB`,
      aim: budget === null ? '' : `at most ${budget} kB`,
      met: budget === null ? null : size <= budget,
    };
  });
  const all = readdirSync('dist/chrome', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const whole = gzipBytes(all.map((entry) => join(entry.parentPath, entry.name))) / 1000;
  return [
    ...rows,
    { what: 'size of the whole extension (chrome), gzip', figure: `${whole.toFixed(1)} kB`, aim: '', met: null },
  ];
}
