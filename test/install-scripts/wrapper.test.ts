import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeOfWrapper, posixQuote, posixWrapper, UNSET_VARIABLES } from '../../install-scripts/wrapper.ts';

const ODD_NAMES = [
  'two words',
  "it's",
  '"quoted"',
  '$HOME',
  '$(touch pwned)',
  '`touch pwned`',
  'a&b;c|d',
  '100%PATH%',
  'back\\slash',
  'new\nline',
  'żółć 日本 🔑',
  '-rf',
  '*?[a]',
  '!!',
];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyferry-wrapper-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that tells its arguments and what it sees of the dangerous variables. */
const PROGRAM = `process.stdout.write(JSON.stringify({
  args: process.argv.slice(2), seen: ${JSON.stringify(UNSET_VARIABLES)}.filter((name) => name in process.env)
}))`;

function put(path: string, text: string, mode = 0o755): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function start(wrapper: string, args: string[] = [], env: Record<string, string> = {}, shell?: string) {
  const [program, ...rest] = shell ? [shell, wrapper, ...args] : [wrapper, ...args];
  return spawnSync(program as string, rest, { env: { HOME: folder, ...env }, encoding: 'utf8', cwd: folder });
}

describe('the wrapper that a browser starts', () => {
  it.each(ODD_NAMES)('attack 26: works in a folder called %j', (name) => {
    const program = put(join(folder, name, 'keyferry.cjs'), PROGRAM);
    const node = join(folder, name, 'node');
    symlinkSync(process.execPath, node);
    const wrapper = put(join(folder, name, 'host'), posixWrapper(node, program));
    const done = start(wrapper, ['chrome-extension://id/', "o'dd $arg"]);
    expect(done.stderr).toBe('');
    expect(JSON.parse(done.stdout).args).toEqual(['chrome-extension://id/', "o'dd $arg"]);
    expect(nodeOfWrapper(posixWrapper(node, program))).toBe(node);
  });

  it.for(['dash', 'bash', 'ksh', 'mksh', 'zsh'])('means the same to %s', (shell, context) => {
    if (!existsSync(`/usr/bin/${shell}`)) return context.skip(`${shell} is not on this machine`);
    const program = put(join(folder, "it's $x", 'keyferry.cjs'), PROGRAM);
    const wrapper = put(join(folder, 'host'), posixWrapper(process.execPath, program));
    const done = start(wrapper, ['a b'], { PATH: process.env.PATH ?? '' }, `/usr/bin/${shell}`);
    expect(JSON.parse(done.stdout).args).toEqual(['a b']);
  });

  it('attack 15: keeps hostile variables from Node, and injected code from running', () => {
    const evil = put(join(folder, 'evil.cjs'), 'process.stdout.write("EVIL")');
    const wrapper = put(join(folder, 'host'), posixWrapper(process.execPath, put(join(folder, 'p.cjs'), PROGRAM)));
    const env = {
      NODE_OPTIONS: `--require ${evil}`,
      NODE_EXTRA_CA_CERTS: evil,
      NODE_DEBUG: 'fs,net',
      NODE_PATH: folder,
      NODE_V8_COVERAGE: join(folder, 'coverage'),
    };
    const done = start(wrapper, [], env);
    expect(done.stderr).toBe('');
    expect(JSON.parse(done.stdout)).toEqual({ args: [], seen: [] });
  });

  it('needs nothing from PATH', () => {
    const wrapper = put(join(folder, 'host'), posixWrapper(process.execPath, put(join(folder, 'p.cjs'), PROGRAM)));
    expect(start(wrapper, [], { PATH: '' }).status).toBe(0);
    expect(start(wrapper, [], { PATH: folder }).status).toBe(0);
  });

  it('attack 27: looks for another node when its own is gone', () => {
    const program = put(join(folder, 'p.cjs'), PROGRAM);
    mkdirSync(join(folder, '.volta/bin'), { recursive: true });
    symlinkSync(process.execPath, join(folder, '.volta/bin/node'));
    const text = posixWrapper(join(folder, 'gone'), program, [`\${HOME:-/nonexistent}/.volta/bin/node`]);
    const done = start(put(join(folder, 'host'), text), ['x']);
    expect(JSON.parse(done.stdout).args).toEqual(['x']);
  });

  it('attack 27: passes over a node that is too old, with nothing on stdout', () => {
    const old = put(join(folder, 'old'), '#!/bin/sh\necho v18\nexit 1\n');
    const text = posixWrapper(join(folder, 'gone'), put(join(folder, 'p.cjs'), PROGRAM), [old, process.execPath]);
    expect(JSON.parse(start(put(join(folder, 'host'), text)).stdout).args).toEqual([]);
  });

  it('attack 27: says in one sentence on stderr that there is no node', () => {
    const text = posixWrapper(join(folder, 'gone'), join(folder, 'p.cjs'), [join(folder, 'gone too')]);
    const done = start(put(join(folder, 'host'), text));
    expect(done.status).toBe(127);
    expect(done.stdout).toBe('');
    expect(done.stderr).toBe('keyferry: No Node 20 or newer was found; install it, then install Keyferry again.\n');
  });

  it('quotes any text as one word', () => {
    expect(posixQuote("it's")).toBe(`'it'\\''s'`);
    expect(nodeOfWrapper('#!/bin/sh\nexec node x\n')).toBeNull();
  });
});
