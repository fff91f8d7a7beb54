import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sentenceFor } from '#core/errors.ts';
import { posixLauncher } from '../../install-scripts/launcher.ts';
import { otherNodes } from '../../install-scripts/node-folders.ts';
import { cmdLauncher, cmdWrapper } from '../../install-scripts/windows-wrapper.ts';
import { posixQuote } from '../../install-scripts/wrapper.ts';
import { isWrittenByInstall, nodeOfWrapper, programOfLauncher } from '../../install-scripts/written-wrapper.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyferry-launcher-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that prints its arguments and its environment. */
const PROGRAM = 'process.stdout.write(JSON.stringify({ args: process.argv.slice(2), env: process.env }))';
const ASK = ['credential-process', '--profile', 'a@b+c.d-e_f'];

function put(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

const launcher = (node = process.execPath, patterns?: readonly string[]) =>
  put(
    join(folder, 'keyferry'),
    posixLauncher({ node, program: put(join(folder, 'p.cjs'), PROGRAM), home: folder, privileged: true }, patterns),
  );

function start(path: string, args: readonly string[], env: Record<string, string> = {}, shell?: string) {
  const [program = '', ...rest] = shell ? [shell, path, ...args] : [path, ...args];
  return spawnSync(program, rest, { env: { HOME: folder, ...env }, encoding: 'utf8', cwd: folder });
}

describe('the launcher that AWS tools start', () => {
  it('attack 51: gives credential-process the allowed variables exactly as they are, and no other', () => {
    const allowed = {
      HOME: 'a "b" $(c)\nd',
      AWS_CONFIG_FILE: "it's",
      AWS_SHARED_CREDENTIALS_FILE: '/x *',
      KEYFERRY_SOCKET: '/run/user/1/k.sock',
      CLAUDECODE: '1',
      CURSOR_AGENT: '1',
      AGENT: 'x y',
    };
    const others = { NODE_OPTIONS: '', EVIL: '1', PATH: folder, AWS_PROFILE: 'x', AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE' };
    const done = start(launcher(), ASK, { ...allowed, ...others });
    const { env, args } = JSON.parse(done.stdout);
    const { PATH, _, PWD, SHLVL, OLDPWD, ...rest } = env;
    expect(rest).toEqual(allowed);
    expect(PATH).toBe('/usr/bin:/bin');
    expect(args).toEqual(ASK);
    expect(done.stderr).toBe('');
  });

  it('attack 51: runs no code of hostile variables and prints nothing on stderr', () => {
    const evil = put(join(folder, 'evil.cjs'), 'process.stdout.write("EVIL")');
    const hostile = {
      NODE_OPTIONS: `--require ${evil}`,
      NODE_DEBUG: 'fs',
      NODE_EXTRA_CA_CERTS: evil,
      ENV: evil,
      BASH_ENV: evil,
      'BASH_FUNC_exec%%': '() { echo EVIL; }',
      'BASH_FUNC_case%%': '() { echo EVIL; }',
    };
    const done = start(launcher(), ASK, hostile);
    expect(done).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(done.stdout).args).toEqual(ASK);
    const inspected = start(launcher(), ASK, { NODE_OPTIONS: '--inspect=0' });
    expect(inspected).toMatchObject({ status: 0, stderr: '' });
  });

  it('gives the whole environment to every other command, because the command `exec` passes the environment to a program', () => {
    const done = start(launcher(), ['exec', 'dev', '--', 'env'], { MINE: '1', PATH: process.env.PATH ?? '' });
    const { env, args } = JSON.parse(done.stdout);
    expect(env.MINE).toBe('1');
    expect(args).toEqual(['exec', 'dev', '--', 'env']);
  });

  it.for(['dash', 'bash', 'ksh', 'mksh', 'zsh'])('works in the shell %s in the same way as in sh', (shell, context) => {
    if (!existsSync(`/usr/bin/${shell}`)) return context.skip(`${shell} is not on this machine`);
    for (const args of [ASK, ['status', 'a b']]) {
      const done = start(launcher(), args, { PATH: process.env.PATH ?? '' }, `/usr/bin/${shell}`);
      expect(JSON.parse(done.stdout).args).toEqual(args);
    }
  });

  it('attack 27: finds another Node if the Node whose path the launcher contains no longer exists', () => {
    const other = join(folder, '.nvm/versions/node/v22.1.0/bin/node');
    mkdirSync(dirname(other), { recursive: true });
    symlinkSync(process.execPath, other);
    const patterns = otherNodes(join(folder, 'gone'), folder, posixQuote).filter((each) => each.includes(folder));
    expect(JSON.parse(start(launcher(join(folder, 'gone'), patterns), ASK).stdout).args).toEqual(ASK);
  });

  it('attack 27: without a Node, prints one sentence but no native messaging frame, and ends with status 1', () => {
    const done = start(launcher(join(folder, 'gone'), [posixQuote(join(folder, 'gone too'))]), ASK);
    expect(done).toMatchObject({ status: 1, stdout: '', stderr: `keyferry: ${sentenceFor('HOST_NO_NODE')}\n` });
  });

  it('contains the path of Node and the path of the program, so that the command `doctor` can check both paths', () => {
    const text = posixLauncher({ node: "/it's/node", program: "/a'b/keyferry.cjs", home: null, privileged: false });
    expect([nodeOfWrapper(text), programOfLauncher(text), isWrittenByInstall(text)]).toEqual([
      "/it's/node",
      "/a'b/keyferry.cjs",
      true,
    ]);
    expect(isWrittenByInstall('#!/bin/sh\necho mine\n')).toBe(false);
  });
});

describe('the launcher on Windows', () => {
  const NODE = 'C:\\node\\node.exe';
  const text = cmdLauncher(NODE, 'C:\\k\\keyferry.cjs', { SystemRoot: 'C:\\Windows' });

  it('attack 51: removes all variables that are not allowed, but only before the command credential-process', () => {
    const lines = text.split('\r\n');
    const skip = lines.indexOf('if not "%~1"=="credential-process" goto find');
    const drop = lines.findIndex((line) => line.startsWith('for /f "eol=~ delims==" %%v in (\'set\')'));
    expect(skip).toBeGreaterThan(0);
    expect(drop).toBeGreaterThan(skip);
    expect(lines.indexOf(':find')).toBeGreaterThan(drop);
    for (const name of ['USERPROFILE', 'AWS_CONFIG_FILE', 'KEYFERRY_SOCKET', 'CLAUDECODE'])
      expect(lines).toContain(`set "~${name}=1"`);
    expect(cmdWrapper(NODE, 'C:\\k\\keyferry.cjs', {})).not.toContain('KEYFERRY_SOCKET');
  });

  it('prints no native messaging frame and ends with status 1 if there is no Node', () => {
    expect(text).not.toContain('no-node.bin');
    expect(text).toContain('\r\nexit /b 1\r\n');
    expect([nodeOfWrapper(text), programOfLauncher(text), isWrittenByInstall(text)]).toEqual([
      NODE,
      'C:\\k\\keyferry.cjs',
      true,
    ]);
  });
});
