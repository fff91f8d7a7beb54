import { spawnSync } from 'node:child_process';
import { chmodSync, constants, copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POSIX_VARIABLES } from '../../install-scripts/allowed-variables.ts';
import { posixWrapper } from '../../install-scripts/wrapper.ts';
import { CHROMIUM_CALLER, frame, readFrames } from '../process/rig/host.ts';
import { helloRequest } from '../process/rig/requests.ts';
import { builtHost, temporaryFolder } from '../process/rig/sandbox.ts';
import { PATIENCE_MS } from '../waiting.ts';
import { documentedVariables, HOSTILE, nodesFor } from './hostile-environment.ts';

const SOAK = Boolean(process.env.KEYFERRY_SOAK);
let program = '';
let folder = '';
beforeAll(async () => {
  program = await builtHost();
});
beforeEach(() => {
  folder = temporaryFolder();
  const canary = join(folder, 'ran');
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o755 });
  put('evil.cjs', `require('node:fs').writeFileSync(${JSON.stringify(canary)}, '');`);
  for (const name of ['script', 'node', 'env', 'sh', '[']) put(name, `#!/bin/sh\n: >'${canary}'\n`);
  put('openssl.cnf', 'openssl_conf = x\n[x]\nproviders = p\n[p]\nevil = e\n[e]\nmodule = evil.so\nactivate = 1\n');
  // A test can start this program instead of the host. The program prints the names of its environment variables.
  put('probe.cjs', 'process.stdout.write(JSON.stringify(Object.keys(process.env)))');
  mkdirSync(join(folder, 'bash'));
  symlinkSync('/bin/bash', join(folder, 'bash/sh'));
  chmodSync(folder, 0o755);
});

const filled = (value: string) =>
  value
    .replace('{evil}', join(folder, 'evil.cjs'))
    .replace('{script}', join(folder, 'script'))
    .replace('{config}', join(folder, 'openssl.cnf'))
    .replace('{folder}', folder);

/** bash ignores the variable PS4 if root runs bash. So if root runs the tests, another user runs the wrapper. */
const nobody = process.geteuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/**
 * Returns a Node that the user `nobody` may run. A Node in a cache folder is often inside a home folder that only one
 * user may open.
 */
function runnable(node: string | null): string {
  if (node === null || node === process.execPath) return node ?? '';
  const copy = join(dirname(program), `node-${basename(dirname(dirname(node)))}`);
  if (!existsSync(copy)) copyFileSync(node, copy, constants.COPYFILE_FICLONE);
  chmodSync(copy, 0o755);
  return copy;
}

/** Starts a wrapper as a browser does. @param shell the shell that runs the wrapper */
function start(node: string, started: string, env: Record<string, string>, shell = '/bin/sh') {
  const wrapper = join(folder, 'keyferry-host');
  const text = posixWrapper({ node, program: started, home: folder, privileged: true });
  writeFileSync(wrapper, text.replaceAll('/bin/sh', shell), { mode: 0o755 });
  const input = frame(helloRequest());
  return spawnSync(wrapper, [CHROMIUM_CALLER], {
    env: { HOME: folder, ...env },
    input,
    ...nobody,
    timeout: PATIENCE_MS,
  });
}

function expectHello(done: ReturnType<typeof start>): void {
  expect(done.stderr.toString()).toBe('');
  expect(readFrames(done.stdout)).toMatchObject([{ id: 1, ok: true }]);
  expect(existsSync(join(folder, 'ran'))).toBe(false);
}

const own = ['PATH', 'PWD', 'OLDPWD', 'SHLVL', '_', '__CF_USER_TEXT_ENCODING'];
const shells = [
  ['/bin/sh', () => '/bin/sh'],
  ['bash as sh', () => join(folder, 'bash/sh')],
] as const;
const here = process.platform === 'linux' ? nodesFor([20, 22, 24]) : [];

describe.each(shells)('the wrapper run by %s', (_name, shell) => {
  describe.each(here)('with Node $major', ({ major, node }) => {
    it.skipIf(node === null)(
      `attack 51: runs no code of hostile variables and answers hello${node === null ? `: no Node ${major} on this machine` : ''}`,
      () => {
        for (const [name, value] of HOSTILE)
          expectHello(start(runnable(node), program, { [name]: filled(value) }, shell()));
        const all = Object.fromEntries(HOSTILE.map(([name, value]) => [name, filled(value)]));
        expectHello(start(runnable(node), program, all, shell()));
      },
      600_000,
    );
  });

  it('attack 51: gives the program no variable that is not allowed', () => {
    const all = Object.fromEntries(HOSTILE.map(([name, value]) => [name, filled(value)]));
    const done = start(process.execPath, join(folder, 'probe.cjs'), all, shell());
    const seen: string[] = JSON.parse(done.stdout.toString());
    expect(seen).toContain('HOME');
    expect(seen.filter((name) => !own.includes(name) && !POSIX_VARIABLES.includes(name))).toEqual([]);
  });
});

describe.each(here)('each variable in the documentation of Node $major', ({ major, node }) => {
  const skip = !SOAK ? 'a long form (KEYFERRY_SOAK=1)' : node === null ? `no Node ${major} on this machine` : null;

  it.skipIf(skip !== null)(
    `attack 51: has no effect on the host${skip ? `: ${skip}` : ''}`,
    () => {
      const names = documentedVariables(node ?? '');
      expect(names.length).toBeGreaterThan(15);
      for (const name of names) {
        for (const value of ['1', join(folder, 'evil.cjs'), folder])
          expectHello(start(runnable(node), program, { [name]: value }));
      }
      const all = Object.fromEntries(names.map((name) => [name, '1']));
      const seen: string[] = JSON.parse(start(runnable(node), join(folder, 'probe.cjs'), all).stdout.toString());
      expect(seen.filter((name) => names.includes(name))).toEqual([]);
    },
    600_000,
  );
});
