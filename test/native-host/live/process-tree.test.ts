import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentIn, agentOfProcess, describeProcess } from '../../../native-host/live/process-tree.ts';

let proc = '';
beforeEach(() => {
  proc = mkdtempSync(join(tmpdir(), 'keyferry-proc-'));
});
afterEach(() => rmSync(proc, { recursive: true, force: true }));

const isOwn = (path: string) => path === '/data/keyferry.cjs';

interface Process {
  readonly parent: number;
  readonly args: readonly string[];
  readonly exe?: string;
  readonly device?: number;
  readonly env?: readonly string[];
}

function put(pid: number, { parent, args, exe = args[0] ?? '', device = 0, env = [] }: Process): void {
  const folder = join(proc, String(pid));
  mkdirSync(folder);
  // A command's name can contain parentheses and blanks.
  writeFileSync(join(folder, 'stat'), `${pid} (a) b (c)) S ${parent} ${pid} ${pid} ${device} -1 0\n`);
  writeFileSync(join(folder, 'cmdline'), `${args.join('\0')}\0`);
  writeFileSync(join(folder, 'environ'), `${env.join('\0')}\0`);
  symlinkSync(exe, join(folder, 'exe'));
  symlinkSync('/home/me/project', join(folder, 'cwd'));
}

describe('the program that asks for keys', () => {
  it('is the first ancestor that is neither a shell nor keyferry', () => {
    put(10, { parent: 1, args: ['/usr/bin/terraform', 'apply'], device: (136 << 8) | 3 });
    put(11, { parent: 10, args: ['/usr/bin/bash', '-c', 'x'], exe: '/usr/bin/bash' });
    put(12, { parent: 11, args: ['/bin/sh', '/home/me/.keyferry/bin/keyferry', 'credential-process'] });
    put(13, { parent: 12, args: ['/usr/bin/node', '/data/keyferry.cjs', 'credential-process'] });
    const expected = { program: 'terraform', folder: '/home/me/project', terminal: 'pts/3' };
    expect(describeProcess(13, isOwn, proc)).toEqual(expected);
    expect(describeProcess(10, isOwn, proc)).toEqual(expected);
  });

  it.each([
    [['/usr/bin/python3.11', '/usr/bin/aws', 's3', 'ls'], 'aws'],
    [['/usr/bin/python3', '-W', 'ignore', '-u', 'deploy.py'], 'deploy.py'],
    [['/usr/bin/python3', '-m', 'awscli'], 'awscli'],
    [['/usr/bin/node', '--require', './x.cjs', 'main.js', '-c'], 'main.js'],
    [['/usr/bin/python3', '-c', 'print(1)'], undefined],
    [['/usr/bin/terraform', 'plan'], undefined],
  ])('is reported with the script of its command line: for %j, the script is %j', (args, script) => {
    put(10, { parent: 1, args });
    expect(describeProcess(10, isOwn, proc).script).toBe(script);
  });

  it.each([
    ['/tmp/evil', ['/tmp/evil', 'keyferry', 'keyferry.cjs']],
    ['/tmp/keyferry', ['/tmp/keyferry', 'credential-process']],
    ['/tmp/evil', ['/usr/bin/node', '/data/keyferry.cjs', 'credential-process']],
    ['/usr/bin/node', ['/usr/bin/node', '/tmp/keyferry.cjs', 'credential-process']],
    ['/usr/bin/node', ['/usr/bin/node', 'x.js', '/data/keyferry.cjs']],
  ])('cannot hide its name: %s is named, even if it calls itself %j', (exe, args) => {
    put(10, { parent: 1, args: ['/usr/bin/terraform'] });
    put(11, { parent: 10, args, exe });
    expect(describeProcess(11, isOwn, proc)).toMatchObject({ program: basename(exe) });
  });

  it('is never Keyferry’s own process, even if Keyferry was started with a relative path', () => {
    put(10, { parent: 1, args: ['/usr/bin/terraform'] });
    put(11, { parent: 10, args: ['node', '../../../data/keyferry.cjs'], exe: '/usr/bin/node20' });
    expect(describeProcess(11, isOwn, proc)).toMatchObject({ program: 'terraform' });
  });

  it('is reported with a script name that has at most 128 characters and no control character', () => {
    put(10, { parent: 1, args: ['/usr/bin/python3', `\u001b[31m${'x'.repeat(300)}`] });
    const { script = '' } = describeProcess(10, isOwn, proc);
    expect(script).toMatch(/^\[31mx+$/);
    expect(script).toHaveLength(128);
  });

  it('has no name if its real name consists only of control characters', () => {
    put(10, { parent: 1, args: ['/tmp/\u001b\u0007'] });
    expect(describeProcess(10, isOwn, proc)).toEqual({ folder: '/home/me/project' });
  });

  it('is unknown if a parent process has ended, or if the system has no folder /proc', () => {
    put(12, { parent: 99, args: ['/bin/sh'] });
    expect(describeProcess(12, isOwn, proc)).toEqual({});
    expect(describeProcess(12, isOwn, '/nowhere')).toEqual({});
  });

  it('is unknown if the parents of a process form a cycle', () => {
    put(20, { parent: 21, args: ['/bin/sh'] });
    put(21, { parent: 20, args: ['/bin/sh'] });
    expect(describeProcess(20, isOwn, proc)).toEqual({});
  });
});

describe('the coding agent', () => {
  it('is recognised by its environment variable, and by the most specific variable if there are several', () => {
    expect(agentIn({ AGENT: '1', CLAUDECODE: '1' })).toEqual({ agent: 'CLAUDECODE' });
    expect(agentIn({ CURSOR_AGENT: '' })).toEqual({});
    expect(agentIn({})).toEqual({});
  });

  it('is found in the environment of a process; the result has the variable’s name, but not its value', () => {
    put(10, { parent: 1, args: ['/bin/x'], env: ['A=1', 'XAGENT=1', 'GEMINI_CLI=secret', 'AI_AGENT='] });
    expect(agentOfProcess(10, proc)).toEqual({ agent: 'GEMINI_CLI' });
    put(11, { parent: 1, args: ['/bin/x'], env: ['AGENT='] });
    expect(agentOfProcess(11, proc)).toEqual({});
    expect(agentOfProcess(99, proc)).toEqual({});
  });
});
