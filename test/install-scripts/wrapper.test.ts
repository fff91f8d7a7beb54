import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { endianness, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sentenceFor } from '#core/errors.ts';
import { readHostReply } from '#core/protocol/host-protocol.ts';
import { otherNodes } from '../../install-scripts/node-folders.ts';
import { posixQuote, posixWrapper } from '../../install-scripts/wrapper.ts';
import { nodeOfWrapper } from '../../install-scripts/written-wrapper.ts';

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

/** A program that prints its arguments and its environment. */
const PROGRAM = 'process.stdout.write(JSON.stringify({ args: process.argv.slice(2), env: process.env }))';

const text = (node: string, program: string, patterns?: readonly string[]) =>
  posixWrapper({ node, program, home: folder, privileged: true }, patterns);

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
  it.each(ODD_NAMES)('attack 26: works in a folder with the name %j', (name) => {
    const program = put(join(folder, name, 'keyferry.cjs'), PROGRAM);
    const node = join(folder, name, 'node');
    symlinkSync(process.execPath, node);
    const wrapper = put(join(folder, name, 'host'), text(node, program));
    const done = start(wrapper, ['chrome-extension://id/', "o'dd $arg"]);
    expect(done.stderr).toBe('');
    expect(JSON.parse(done.stdout).args).toEqual(['chrome-extension://id/', "o'dd $arg"]);
    expect(nodeOfWrapper(text(node, program))).toBe(node);
  });

  it.for(['dash', 'bash', 'ksh', 'mksh', 'zsh'])('works in the shell %s in the same way as in sh', (shell, context) => {
    if (!existsSync(`/usr/bin/${shell}`)) return context.skip(`${shell} is not on this machine`);
    const program = put(join(folder, "it's $x", 'keyferry.cjs'), PROGRAM);
    const wrapper = put(join(folder, 'host'), text(process.execPath, program));
    const done = start(wrapper, ['a b'], { PATH: process.env.PATH ?? '' }, `/usr/bin/${shell}`);
    expect(JSON.parse(done.stdout).args).toEqual(['a b']);
  });

  it('attack 51: gives the program the allowed variables exactly as they are, and no other', () => {
    const wrapper = put(join(folder, 'host'), text(process.execPath, put(join(folder, 'p.cjs'), PROGRAM)));
    const allowed = { HOME: 'a "b" $(c)\nd', LANG: '', AWS_CONFIG_FILE: "it's", XDG_DATA_HOME: '/x *' };
    const { env } = JSON.parse(start(wrapper, [], { ...allowed, NODE_OPTIONS: '', EVIL: '1', PATH: folder }).stdout);
    const { PATH, _, PWD, SHLVL, OLDPWD, ...others } = env;
    expect(others).toEqual(allowed);
    expect(PATH).toBe('/usr/bin:/bin');
  });

  it('works without a usable PATH variable', () => {
    const wrapper = put(join(folder, 'host'), text(process.execPath, put(join(folder, 'p.cjs'), PROGRAM)));
    expect(start(wrapper, [], { PATH: '' }).status).toBe(0);
    expect(start(wrapper, [], { PATH: folder }).status).toBe(0);
  });

  it.each([
    ['nvm', '.nvm/versions/node/v22.1.0/bin/node'],
    ['fnm', '.local/share/fnm/node-versions/v22.1.0/installation/bin/node'],
    ['nodenv', '.nodenv/versions/22.1.0/bin/node'],
    ['Volta', '.volta/tools/image/node/22.1.0/bin/node'],
    ['asdf', '.asdf/installs/nodejs/22.1.0/bin/node'],
    ['mise', '.local/share/mise/installs/node/22.1.0/bin/node'],
  ])('attack 27: finds a Node of %s if the Node whose path the wrapper contains no longer exists', (_name, path) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(process.execPath, join(folder, path));
    const program = put(join(folder, 'p.cjs'), PROGRAM);
    const patterns = otherNodes(join(folder, 'gone'), folder, posixQuote).filter((each) => each.includes(folder));
    const wrapper = put(join(folder, 'host'), text(join(folder, 'gone'), program, patterns));
    expect(JSON.parse(start(wrapper, ['x'], { HOME: '/nonexistent' }).stdout).args).toEqual(['x']);
  });

  it.each(['Cellar/node/%/bin/node', "odd place's/%/bin/node"])(
    'attack 27: finds another Node in a folder beside the folder of a Node that no longer exists: %s',
    (place) => {
      const other = join(folder, place.replace('%', '23.0.0_1'));
      mkdirSync(dirname(other), { recursive: true });
      symlinkSync(process.execPath, other);
      const [siblings = ''] = otherNodes(join(folder, place.replace('%', '22.1.0')), folder, posixQuote);
      const wrapper = put(join(folder, 'host'), text('/gone/node', put(join(folder, 'p.cjs'), PROGRAM), [siblings]));
      expect(JSON.parse(start(wrapper, ['x']).stdout).args).toEqual(['x']);
    },
  );

  it('attack 27: does not use a Node in a home folder if the host is installed for every user', () => {
    const all = otherNodes('/home/me/.nvm/versions/node/v20.1.0/bin/node', null, posixQuote);
    expect(all.filter((each) => !/^\/(usr|opt|snap|home\/linuxbrew)\//.test(each))).toEqual([]);
  });

  it('attack 27: skips a Node that is too old and prints nothing to stdout', () => {
    const old = put(join(folder, 'old'), '#!/bin/sh\necho v18\nexit 1\n');
    const patterns = [old, process.execPath];
    const wrapper = text(join(folder, 'gone'), put(join(folder, 'p.cjs'), PROGRAM), patterns);
    expect(JSON.parse(start(put(join(folder, 'host'), wrapper)).stdout).args).toEqual([]);
  });

  it('attack 27: answers with the error frame for a missing Node', () => {
    const wrapper = text(join(folder, 'gone'), join(folder, 'p.cjs'), [join(folder, 'gone too')]);
    const done = spawnSync(put(join(folder, 'host'), wrapper), [], { env: {}, input: 'hello, without a line break' });
    const sentence = sentenceFor('HOST_NO_NODE');
    expect(done.status).toBe(127);
    expect(done.stderr.toString()).toBe(`keyferry: ${sentence}\n`);
    const length = endianness() === 'LE' ? done.stdout.readUInt32LE() : done.stdout.readUInt32BE();
    expect(done.stdout).toHaveLength(length + 4);
    const frame = JSON.parse(done.stdout.subarray(4).toString());
    expect(frame.id).toBe(1);
    expect(readHostReply('hello', frame)).toEqual({ ok: false, code: 'HOST_NO_NODE', message: sentence });
  });

  it('attack 27: without a Node, does not end until the browser has sent its request', async () => {
    const wrapper = text(join(folder, 'gone'), join(folder, 'p.cjs'), [join(folder, 'gone too')]);
    const child = spawn(put(join(folder, 'host'), wrapper), [], { env: {} });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    // This test sends no request. A wrapper that does not wait for a request would end at once, so the test checks that
    // the wrapper still runs after half a second.
    const half = new Promise((resolve) => setTimeout(() => resolve('waits'), 500));
    expect(await Promise.race([ended, half])).toBe('waits');
    child.stdin.end();
    expect(await ended).toBe(127);
  });

  it('contains every path in quotes, so that the shell reads the path as one word', () => {
    expect(posixQuote("it's")).toBe(`'it'\\''s'`);
    expect(nodeOfWrapper('#!/bin/sh\nexec node x\n')).toBeNull();
  });
});
