import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Language, Parser } from 'web-tree-sitter';
import { WINDOWS_VARIABLES } from '../../install-scripts/allowed-variables.ts';
import { copyProgram, program, world } from './rig/each-world.ts';
import { CHROMIUM, isThere } from './rig/world.ts';

const SCRIPT = resolve('install-scripts/install.sh');

/** Makes a folder with this name and an unpacked release in it. */
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

  it('passes its arguments on to keyferry install, and exits with the same status', () => {
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

  it('attack 51: before it starts a program, removes every variable that is not allowed, and an exported function with the name [', () => {
    // A program that replaces Node. It writes its environment to a file.
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

  /** bash ignores the variable PS4 if root runs bash. So if root runs the tests, another user runs the script. */
  const nobody = process.geteuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

  /**
   * Runs the script in a hostile environment.
   * @returns how often code from the environment ran, and the variables that Node got
   */
  function startHostile(shell: readonly string[], extra: Record<string, string>) {
    const script = release('r');
    const folder = world.path('hostile');
    mkdirSync(join(folder, 'bin'), { recursive: true });
    for (const path of [world.root, world.home, folder]) chmodSync(path, 0o777);
    const [ran, seen] = [join(folder, 'ran'), join(folder, 'seen')];
    rmSync(ran, { force: true });
    writeFileSync(join(folder, 'script'), `echo ran >>'${ran}'\n`, { mode: 0o755 });
    writeFileSync(join(folder, 'bin/node'), `#!/bin/sh\nenv >'${seen}'\nexit 0\n`, { mode: 0o755 });
    const variables = Object.entries(extra).map(([name, text]) => [name, text.replace('{script}', `${folder}/script`)]);
    const env = { ...Object.fromEntries(variables), HOME: world.home, PATH: `${folder}/bin:/usr/bin:/bin` };
    const [program = '', ...options] = shell;
    const done = spawnSync(program, [...options, script], { env, encoding: 'utf8', cwd: '/', ...nobody });
    expect(done.status).toBe(0);
    return {
      runs: existsSync(ran) ? readFileSync(ran, 'utf8').split('\n').length - 1 : 0,
      names: readFileSync(seen, 'utf8').match(/^[A-Z0-9_]+(?==)/gm) ?? [],
    };
  }

  const TRACING = { SHELLOPTS: 'xtrace', PS4: '$(sh {script})' };
  const STARTING = { BASH_ENV: '{script}', ENV: '{script}' };
  const shells = [['/bin/sh'], ['/bin/bash', '-p'], ['/usr/bin/ksh'], ['/usr/bin/mksh'], ['/usr/bin/zsh']].map(
    (words) => [words.join(' '), words] as const,
  );
  for (const [name, words] of shells) {
    const isHere = existsSync(words[0] ?? '');
    // On some systems, /bin/sh is bash. bash can run code from PS4 before the first line of the script
    // (docs/THREAT-MODEL.md).
    const isBash = name === '/bin/sh' && realpathSync('/bin/sh').endsWith('bash');
    const why = isHere ? (isBash ? ' (/bin/sh is bash here)' : '') : ' (not installed here)';
    it.skipIf(why !== '')(
      `attack 51: ${name} runs no code from the variables SHELLOPTS, PS4, BASH_ENV and ENV${why}`,
      () => {
        for (const variables of [TRACING, STARTING]) expect(startHostile(words, variables).runs).toBe(0);
      },
    );
  }

  it.skipIf(!existsSync('/bin/bash'))(
    'attack 51: lets bash run code from the variable PS4 only before the first two commands of the script',
    () => {
      const { runs, names } = startHostile(['/bin/bash'], TRACING);
      // bash runs the code in PS4 before each command. The script begins with `case` and `exec`. Before these two
      // commands, the code runs. Then `exec` starts the script again without PS4.
      expect(runs).toBeLessThanOrEqual(2);
      expect(names).not.toContain('PS4');
      expect(names).not.toContain('SHELLOPTS');
      expect(startHostile(['/bin/bash', '--posix'], STARTING).runs).toBe(0);
    },
  );

  it('skips a Node program that is too old, and uses another Node program', () => {
    mkdirSync(world.path('bin'));
    writeFileSync(world.path('bin/node'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    mkdirSync(world.path('.volta/bin'), { recursive: true });
    symlinkSync(process.execPath, world.path('.volta/bin/node'));
    const done = start(release('r'), ['--browser', 'chromium'], { PATH: `${world.path('bin')}:/usr/bin:/bin` });
    expect(done).toMatchObject({ status: 0, stderr: '' });
  });

  it('says what is missing if the folder has neither the program nor its source code', () => {
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
  it('is valid PowerShell, and contains only ASCII', async () => {
    const text = readFileSync('install-scripts/install.ps1', 'utf8');
    // The file must be ASCII. Windows PowerShell 5.1 uses the system's code page if a file has no byte order mark.
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    await Parser.init();
    const grammar = createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm');
    const tree = new Parser().setLanguage(await Language.load(grammar)).parse(text);
    expect(tree?.rootNode.hasError).toBe(false);
    expect(text).toContain('& $node $program install @args');
    // attack 51: before the script starts the first program, it removes all variables that are not allowed.
    const clean = text.indexOf('SetEnvironmentVariable($entry.Key, $null');
    expect(clean).toBeGreaterThan(0);
    expect(clean).toBeLessThan(text.indexOf('$node = Find-Node'));
    for (const name of WINDOWS_VARIABLES) expect(text).toContain(`'${name}'`);
  });
});
