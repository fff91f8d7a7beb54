import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSource, type Source, sourcesIn, whoUses } from './sources.ts';

const core = sourcesIn('core');
const extension = sourcesIn('extension');
const host = sourcesIn('native-host', 'install-scripts');

/** The imports of a source file that are not allowed: they are not from `folders` and do not match `packages`. */
function strays(source: Source, folders: readonly string[], packages: readonly RegExp[]): string[] {
  return source.imports
    .map((name) =>
      name.startsWith('.') ? posix.join(posix.dirname(source.path), name) : name.replace(/^#core\//, 'core/'),
    )
    .filter(
      (name) =>
        !folders.some((folder) => name.startsWith(`${folder}/`)) && !packages.some((allowed) => allowed.test(name)),
    )
    .map((name) => `${source.path} imports ${name}`);
}

const straysOf = (sources: readonly Source[], folders: string[], packages: RegExp[]) =>
  sources.flatMap((source) => strays(source, folders, packages));

describe('each program', () => {
  it('has files in the folders that these tests check', () => {
    for (const sources of [core, extension, host]) expect(sources.length).toBeGreaterThan(10);
    expect(core.flatMap(({ imports }) => imports).length).toBeGreaterThan(10);
  });

  it('is searched for imports in every form that an import can have', () => {
    const source = parseSource(
      'core/a/b.ts',
      "import { join } from 'node:path';\nimport type { X } from '../../extension/x.ts';\nexport { y } from '../y.ts';\nimport '#core/z.ts';\nvoid import('preact');\n// import 'node:os';\n",
    );
    expect(strays(source, ['core'], [/^valibot$/])).toEqual([
      'core/a/b.ts imports node:path',
      'core/a/b.ts imports extension/x.ts',
      'core/a/b.ts imports preact',
    ]);
  });

  it('imports only allowed files: core imports only its own files and the package valibot', () => {
    expect(straysOf(core, ['core'], [/^valibot$/])).toEqual([]);
  });

  it('uses only allowed features: core uses no browser, no Node, no clock and no random numbers', () => {
    const impure =
      /(?<!\/)\b(chrome|browser|document|window|navigator|process|globalThis)\.\w|\bDate\.now\(|new Date\(\)|Math\.random|\bperformance\.|\bcrypto\.|\bfetch\(|\bset(Timeout|Interval)\(/;
    expect(whoUses(core, impure)).toEqual([]);
  });

  it('imports only allowed files: the extension imports only core, its own files and a few packages', () => {
    const packages = [/^preact(\/|$)/, /^webextension-polyfill$/, /^@aws-sdk\/client-sso$/, /^valibot$/];
    expect(straysOf(extension, ['core', 'extension'], packages)).toEqual([]);
  });

  it('imports only allowed files: host and install scripts import only core, Node, their own files and a few packages', () => {
    expect(
      straysOf(host, ['core', 'native-host', 'install-scripts'], [/^node:/, /^valibot$/, /^ini$/, /^package\.json$/]),
    ).toEqual([]);
  });
});

/** Only this file may listen on a TCP port. */
const ENDPOINT = 'native-host/cli/sharing/endpoint-server.ts';

describe('in all programs of Keyferry,', () => {
  it('only host-client.ts uses connectNative and sendNativeMessage', () => {
    expect(whoUses(extension, /connectNative|sendNativeMessage/)).toEqual(['extension/background/host/host-client.ts']);
  });

  it('only sso-client.ts sends requests over the network', () => {
    const network = /\bfetch\s*\(|XMLHttpRequest|\bWebSocket\b|EventSource|sendBeacon|client-sso'/;
    expect(whoUses(extension, network)).toEqual(['extension/background/portal-api/sso-client.ts']);
    expect(whoUses(host, /\bfetch\s*\(|node:(https|http2|tls|dgram)['"]/)).toEqual([]);
    expect(whoUses(host, /node:http['"]/)).toEqual([ENDPOINT]);
    expect(
      whoUses(
        host,
        /import \{(?! createServer, type IncomingMessage, type Server, type ServerResponse \}).*node:http['"]/,
      ),
    ).toEqual([]);
  });

  it('only two files make connections, and both connect only to the path of a socket, never to a TCP port', () => {
    const net = /(?:import|from|require\()\s*\(?['"]node:net['"]/;
    const rooms = whoUses(host, net).map((path) => posix.dirname(path));
    expect([...new Set(rooms)]).toEqual(['native-host/live']);
    expect(whoUses(host, /\bconnect\(|createConnection\(|new Socket\(/)).toEqual([
      'native-host/live/ask-host.ts',
      'native-host/live/socket-files.ts',
    ]);
    expect(whoUses(host, /\bconnect\((?!\{ path\b)/)).toEqual([]);
  });

  it('only `exec --endpoint` listens on a TCP port, and only for this computer', () => {
    const listeners = whoUses(host, /createServer|\.listen\(/);
    expect(listeners.toSorted()).toEqual([ENDPOINT, 'native-host/live/listener.ts']);
    expect(whoUses(host, /\.listen\((?!\{ path \}\))/)).toEqual([ENDPOINT]);
    expect(whoUses(host, /\.listen\((?!\{ path \}\)|\{ host: '127\.0\.0\.1', port: 0, exclusive: true \})/)).toEqual(
      [],
    );
    expect(whoUses(host, /sharing\/run-with-endpoint/)).toEqual(['native-host/cli/exec.ts']);
  });

  it('only atomic-write.ts writes the user’s files', () => {
    const files = sourcesIn('native-host/aws-files', 'native-host/browser-host', 'native-host/cli-profiles');
    expect(
      whoUses(files, /(?<!#)\brename\w*\(|\bwriteFile\w*\(|\btruncate\w*\(/).filter(
        (path) => !/\/(lock|lock-owner)\.ts$/.test(path),
      ),
    ).toEqual(['native-host/aws-files/editing/atomic-write.ts']);
  });

  it('only stdio.ts uses stdout', () => {
    expect(whoUses(host, /process\.stdout|console\.(log|info|table)/)).toEqual(['native-host/stdio.ts']);
  });
});

describe('in all source files of Keyferry,', () => {
  it('no code puts a text into a page as HTML', () => {
    expect(
      whoUses(extension, /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write/),
    ).toEqual([]);
  });

  it('no code listens to messages from other extensions or from pages', () => {
    expect(
      whoUses(extension, /onMessageExternal|onConnectExternal|addEventListener\(\s*'message'|\.postMessage\(/).filter(
        (path) => !/\/host-(client|channel)\.ts$/.test(path),
      ),
    ).toEqual([]);
  });

  it('no code runs a text as code', () => {
    expect(whoUses([...core, ...extension, ...host], /\beval\(|new Function\(|execSync\(|\bexec\('/)).toEqual([]);
  });

  it('the worker never takes the name of the sender from the message or its body', () => {
    expect(whoUses(sourcesIn('extension/background'), /\b(message|body)\.(sender|origin|url)\b/)).toEqual([]);
  });
});
