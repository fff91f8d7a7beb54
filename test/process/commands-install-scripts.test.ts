import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Language, Parser } from 'web-tree-sitter';
import { WINDOWS_VARIABLES } from '../../install-scripts/allowed-variables.ts';
import { copyProgram, program, world } from './rig/each-world.ts';
import { CHROMIUM, isThere } from './rig/world.ts';

const SCRIPT = resolve('install-scripts/install.sh');

/** Makes an unpacked release in a folder with this name. */
function release(name: string, withProgram = true): string {
  const root = join(world.root, name);
  mkdirSync(join(root, 'install-scripts'), { recursive: true });
  copyFileSync(SCRIPT, join(root, 'install-scripts/install.sh'));
  if (withProgram) copyProgram(join(root, 'dist/host'));
  return join(root, 'install-scripts/install.sh');
}

function start(script: string, args: string[] = [], extra: Record<string, string> = {}) {
  return spawnSync(script, args, { env: world.env(extra), encoding: 'utf8', cwd: world.root });
}

describe('install.sh', () => {
  it.each(['plain', 'two words', "it's $HOME `id`", '-n', 'ends in a break\n', '100%&;"x"'])(
    'attack 26: installs from a release in a folder called %j',
    (name) => {
      const done = start(release(name), ['--browser', 'chromium']);
      expect(done).toMatchObject({ status: 0, stderr: '' });
      expect(done.stdout).toContain('Chromium');
      expect(isThere(world.path(CHROMIUM))).toBe(true);
    },
  );

  it('passes on its arguments and the exit status', () => {
    expect(start(release('r'), ['--browser', 'a b'])).toMatchObject({ status: 2, stdout: '' });
  });

  it('works through a link, with CDPATH set and with hostile variables for Node', () => {
    const script = release('r');
    const evil = join(world.root, 'evil.cjs');
    writeFileSync(evil, 'process.stdout.write("EVIL")');
    const extra = { CDPATH: world.root, NODE_OPTIONS: `--require ${evil}` };
    symlinkSync(join(world.root, 'r'), join(world.root, 'linked'));
    const done = start(script.replace('/r/', '/linked/'), ['--browser', 'chromium', '--json'], extra);
    expect(done.status).toBe(0);
    expect(JSON.parse(done.stdout).changed).toBe(true);
  });

  it('attack 51: drops every variable that is not allowed, and an exported function [, before it starts anything', () => {
    // This program replaces Node and prints the environment that it gets.
    mkdirSync(world.path('bin'));
    const seen = world.path('seen');
    writeFileSync(world.path('bin/node'), `#!/bin/sh\nenv >'${seen}'\nexit 0\n`, { mode: 0o755 });
    const PATH = `${world.path('bin')}:/usr/bin:/bin`;
    const evil = { OPENSSL_CONF: '/evil', NODE_COMPILE_CACHE: '/evil', 'BASH_FUNC_[%%': '() { echo EVIL; }' };
    const env = world.env({ ...evil, PATH, AWS_CONFIG_FILE: "/it's" });
    symlinkSync('/bin/bash', world.path('sh'));
    const done = spawnSync(world.path('sh'), [release('r')], { env, encoding: 'utf8', cwd: world.root });
    expect(done).toMatchObject({ status: 0, stdout: '', stderr: '' });
    const names = readFileSync(seen, 'utf8')
      .split('\n')
      .map((line) => line.split('=')[0]);
    const shells = ['', '_', 'PWD', 'OLDPWD', 'SHLVL'];
    expect(names.filter((name) => !shells.includes(name ?? '')).sort()).toEqual(['AWS_CONFIG_FILE', 'HOME', 'PATH']);
  });

  it('skips a Node program that is too old', () => {
    mkdirSync(world.path('bin'));
    writeFileSync(world.path('bin/node'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    mkdirSync(world.path('.volta/bin'), { recursive: true });
    symlinkSync(process.execPath, world.path('.volta/bin/node'));
    const done = start(release('r'), ['--browser', 'chromium'], { PATH: `${world.path('bin')}:/usr/bin:/bin` });
    expect(done).toMatchObject({ status: 0, stderr: '' });
  });

  it('says what is missing if neither the program nor its source code exists', () => {
    const done = start(release('r', false));
    expect(done).toMatchObject({ status: 1, stdout: '' });
    expect(done.stderr).toMatch(/^keyferry: .*keyferry\.cjs is missing; unpack the release again\.\n$/);
  });

  it('builds the missing program in a clone, and prints the output of the build to stderr', () => {
    const script = release('clone', false);
    const root = join(world.root, 'clone');
    mkdirSync(join(root, 'node_modules'));
    const build = `mkdir dist && cp -R '${dirname(program)}' dist/host && echo building`;
    writeFileSync(join(root, 'package.json'), JSON.stringify({ scripts: { build } }));
    const done = start(script, ['--browser', 'chromium', '--json']);
    expect(done.status).toBe(0);
    expect(done.stderr).toContain('building');
    expect(JSON.parse(done.stdout).changed).toBe(true);
  });
});

describe('install.ps1', () => {
  it('is valid PowerShell by its grammar, in plain ASCII', async () => {
    const text = readFileSync('install-scripts/install.ps1', 'utf8');
    // Windows PowerShell 5.1 reads a file without a byte order mark in the system's code page.
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    await Parser.init();
    const grammar = createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm');
    const tree = new Parser().setLanguage(await Language.load(grammar)).parse(text);
    expect(tree?.rootNode.hasError).toBe(false);
    expect(text).toContain('& $node $program install @args');
    // attack 51: the list of allowed variables comes before the first program that the script starts.
    const clean = text.indexOf('SetEnvironmentVariable($entry.Key, $null');
    expect(clean).toBeGreaterThan(0);
    expect(clean).toBeLessThan(text.indexOf('$node = Find-Node'));
    for (const name of WINDOWS_VARIABLES) expect(text).toContain(`'${name}'`);
  });
});
