import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorSentences } from '#core/errors.ts';
import { extensionRequests, hostRequests } from '#core/protocol/host-protocol.ts';
import { messages } from '#core/protocol/messages.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { sourcesIn } from './sources.ts';
import { testTitles } from './test-titles.ts';

const read = (path: string) => readFileSync(path, 'utf8');

const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'PRIVACY.md', 'CHANGELOG.md'],
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path.replaceAll('\\', '/')}`),
];

interface LockedPackage {
  readonly optionalDependencies?: Record<string, string>;
}

/** The text from a heading to the next heading of any level. */
function section(text: string, heading: string): string {
  const [, after = ''] = text.split(`\n${heading}\n`);
  return after.split(/\n#+ /)[0] ?? '';
}

/** The cells of a Markdown table, row by row, without the header and the line below the header. */
const rowsOf = (text: string): string[][] =>
  [...text.matchAll(/^\|(.*)\|$/gm)].slice(2).map(([, row = '']) => row.split(/(?<!\\)\|/).map((cell) => cell.trim()));

const unquoted = (cell = '') => /^`([^`]+)`$/.exec(cell)?.[1];

describe('PROTOCOL.md', () => {
  const protocol = read('docs/PROTOCOL.md');

  it('lists every error code in order, with its sentence', () => {
    const rows = [...protocol.matchAll(/^\| `([A-Z_]+)` \| (.+) \|$/gm)].map((match) => [match[1], match[2]]);
    expect(rows).toEqual(Object.entries(errorSentences));
  });

  it('lists every request of the extension to the host, and no other request', () => {
    const kinds = rowsOf(section(protocol, '### Requests of the extension')).map(([kind]) => unquoted(kind));
    expect(kinds.toSorted()).toEqual(Object.keys(hostRequests).toSorted());
  });

  it('lists every request of the host to the extension, and no other request', () => {
    const kinds = rowsOf(section(protocol, '### Requests of the host')).map(([kind]) => unquoted(kind));
    expect(kinds.toSorted()).toEqual(Object.keys(extensionRequests).toSorted());
    expect(kinds.length === 0).toBe(protocol.includes('no request of the host yet'));
  });

  it('lists every message inside the extension with its senders, and no other message', () => {
    const rows = rowsOf(section(protocol, '## Messages inside the extension'));
    const listed = rows.map(([kind, from]) => [unquoted(kind), from]);
    const expected = Object.entries(messages).map(([kind, { from }]) => [kind, from.join(', ')]);
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(expected));
    expect(listed).toHaveLength(expected.length);
  });
});

describe('THREAT-MODEL.md', () => {
  const promises = rowsOf(section(read('docs/THREAT-MODEL.md'), '## Promises'));

  it('numbers its promises without a gap', () => {
    expect(promises.map(([number]) => Number(number))).toEqual(promises.map((_, index) => index + 1));
    expect(promises.length).toBeGreaterThan(20);
  });

  it('names for each promise at least one test, and each named test exists', () => {
    const titles = readdirSync('test', { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.ts$/.test(path))
      .flatMap((path) => testTitles(read(`test/${path}`)));
    for (const [number, , tests = ''] of promises) {
      const named = [...tests.matchAll(/“([^”]+)”/g)].map(([, name = '']) => name);
      expect(named.length, `promise ${number}`).toBeGreaterThan(0);
      const missing = named.filter((name) => !titles.some((title) => title.includes(name)));
      expect(missing, `promise ${number}`).toEqual([]);
    }
  });
});

describe('DECISIONS.md', () => {
  const decisions = read('docs/DECISIONS.md');

  it('numbers its decisions without a gap', () => {
    const numbers = [...decisions.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(numbers.length).toBeGreaterThan(40);
  });

  it('gives a reason for each dependency in package.json, and lists no other package', () => {
    const rows = rowsOf(section(decisions, '## Dependencies'));
    const { dependencies, devDependencies, optionalDependencies } = packageJson;
    expect(rows.map(([name]) => unquoted(name)).toSorted()).toEqual(
      Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).toSorted(),
    );
    expect(rows.filter((cells) => cells.length !== 3 || cells.includes(''))).toEqual([]);
  });

  it('contains every decision that a source file or a document mentions', () => {
    const sources = sourcesIn('core', 'extension', 'native-host', 'install-scripts', 'test', 'scripts');
    const files = [...sources.map(({ path }) => path), ...documents];
    const cited = files.flatMap((path) =>
      [...read(path).matchAll(/DECISIONS\.md[^,;:)]{0,40}[,:] (\d+(?:(?:, | and )\d+)*)/g)].flatMap(
        ([, numbers = '']) => numbers.match(/\d+/g) ?? [],
      ),
    );
    expect(cited.length).toBeGreaterThan(10);
    expect(cited.filter((number) => !new RegExp(`^${number}\\. `, 'm').test(decisions))).toEqual([]);
  });
});

describe('BENCHMARKS.md', () => {
  it('contains the three measured figures that README.md states', () => {
    const figures = [...section(read('README.md'), '## How fast, how small').matchAll(/\*\*([^*]+)\*\*/g)];
    expect(figures).toHaveLength(3);
    const measured = rowsOf(read('docs/BENCHMARKS.md')).map(([, figure = '']) => figure);
    expect(measured.length).toBeGreaterThan(30);
    const missing = figures.filter(([, figure]) => !measured.some((each) => `${each} `.startsWith(`${figure} `)));
    expect(missing).toEqual([]);
  });
});

describe('README.md', () => {
  it('has a row in its table of commands for each keyferry command that a person types', () => {
    const commands = [...read('native-host/cli/index.ts').matchAll(/^ {2}'?([a-z-]+)'?: async \(/gm)].map(
      ([, name = '']) => name,
    );
    expect(commands.length).toBeGreaterThan(15);
    const rows = rowsOf(section(read('README.md'), '### Commands')).map(([command = '']) => command);
    const named = rows.map((command) => /^`keyferry ([a-z-]+)/.exec(command)?.[1] ?? command);
    expect([...new Set(named)].toSorted()).toEqual(commands.filter((name) => name !== 'credential-process').toSorted());
    expect(rows.some((command) => command.includes('exec --endpoint'))).toBe(true);
  });
});

describe('GLOSSARY.md', () => {
  it('explains at most 20 words, each once', () => {
    const words = rowsOf(read('docs/GLOSSARY.md')).map(([word]) => word);
    expect(new Set(words).size).toBe(words.length);
    expect(words.length).toBeGreaterThan(10);
    expect(words.length).toBeLessThanOrEqual(20);
  });
});

describe('every document', () => {
  it('contains no conflict markers from a git merge', () => {
    const marked = documents.filter((path) => /^(<{7}|={7}|>{7})( |$)/m.test(read(path)));
    expect(marked).toEqual([]);
  });

  it('names only files and folders that exist', () => {
    const named = documents.flatMap((document) => {
      const folder = document.replace(/[^/]*$/, '');
      const text = read(document);
      const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => folder + path);
      const roots = /`((?:core|docs|extension|install-scripts|native-host|scripts|test)\/[\w./-]*)`/g;
      return [...links, ...[...text.matchAll(roots)].map(([, path = '']) => path)].map((path) => [document, path]);
    });
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(([, path = '']) => !existsSync(path))).toEqual([]);
  });

  it('names only npm scripts that exist; the documents together name every npm script', () => {
    const texts = documents.map(read).join('\n');
    const scripts = Object.keys(packageJson.scripts);
    const named = [...texts.matchAll(/\bnpm run ([\w:-]+)|\bnpm (test|start)\b/g)].map(
      ([, run, short]) => run ?? short,
    );
    expect([...new Set(named)].toSorted()).toEqual(scripts.toSorted());
  });
});

describe('package-lock.json', () => {
  it('lists the optional packages for every system, because `npm ci` fails without them', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> };
    const wanted = Object.values(packages).flatMap((each) => Object.keys(each.optionalDependencies ?? {}));
    expect(wanted.length).toBeGreaterThan(30);
    const locked = Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13));
    expect(wanted.filter((name) => !locked.includes(name))).toEqual([]);
  });

  it('names no download address', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved": *"http/);
  });
});
