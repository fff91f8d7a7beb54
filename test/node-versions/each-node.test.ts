import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { fetchNode, testedNodes } from '../../scripts/node-versions.ts';
import { CHROMIUM_CALLER, frame, readFrames } from '../process/rig/host.ts';
import { helloRequest, keysFor, writeRequest } from '../process/rig/requests.ts';

const PROGRAM = resolve('dist/host/keyferry.cjs');

let root = '';
let home = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'keyferry-nodes-'));
  home = join(root, 'home');
  mkdirSync(home);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const environment = () => ({ HOME: home, PATH: process.env.PATH ?? '' });

/** Starts a program and sends requests to it as frames. @returns the replies, the exit code and the text on stderr */
async function converse(program: string, args: readonly string[], requests: readonly object[]) {
  const child = spawn(program, args, { env: environment(), cwd: '/' });
  const chunks: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  for (const request of requests) child.stdin.write(frame(request));
  child.stdin.end();
  const [code] = await once(child, 'close');
  return { code, stderr, replies: readFrames(Buffer.concat(chunks)) };
}

describe.each(testedNodes)('in Node %i', (major) => {
  const found = fetchNode(major);
  const node = 'path' in found ? found.path : '';
  const whyNot = 'reason' in found ? `: ${found.reason}` : '';
  const whenThere = it.skipIf(whyNot !== '');

  function keyferry(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(node, [PROGRAM, ...args], { env: environment(), encoding: 'utf8' });
    return { status, stdout, stderr };
  }

  whenThere(`the host answers and writes a profile, and prints nothing else${whyNot}`, async () => {
    expect(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout).toMatch(`v${major}.`);
    const done = await converse(node, [PROGRAM, CHROMIUM_CALLER], [helloRequest(), writeRequest()]);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.replies.map(({ ok }) => ok)).toEqual([true, true]);
    expect(readFileSync(join(home, '.aws/credentials'), 'utf8')).toContain(keysFor('0').secretAccessKey);
  });

  whenThere(`the installed wrapper starts the host with this Node, and uninstall removes it${whyNot}`, async () => {
    const { status, stdout, stderr } = keyferry('install', '--browser', 'chromium', '--json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const files = JSON.parse(stdout).files as { role: string; path: string }[];
    const wrapper = files.find(({ role }) => role === 'wrapper')?.path ?? '';
    expect(readFileSync(wrapper, 'utf8')).toContain(`node='${node}'`);
    expect(await converse(wrapper, [CHROMIUM_CALLER], [helloRequest()])).toMatchObject({
      code: 0,
      stderr: '',
      replies: [{ ok: true, version }],
    });
    const doctor = keyferry('doctor');
    expect({ status: doctor.status, stderr: doctor.stderr }).toEqual({ status: 0, stderr: '' });
    expect(doctor.stdout).toContain(`Node ${major}.`);
    expect(keyferry('uninstall')).toMatchObject({ status: 0, stderr: '' });
    expect(spawnSync(wrapper).error).toMatchObject({ code: 'ENOENT' });
  });

  whenThere(`the commands read what the host wrote, and print no warning of Node’s${whyNot}`, async () => {
    await converse(node, [PROGRAM, CHROMIUM_CALLER], [writeRequest()]);
    expect(keyferry('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
    expect(keyferry('status')).toMatchObject({ status: 0, stdout: expect.stringContaining('dev'), stderr: '' });
    expect(keyferry('env', '--profile', 'dev', '--shell', 'bash')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(keysFor('0').accessKeyId),
      stderr: '',
    });
    const script = 'process.exitCode = 5; console.log(process.env.AWS_ACCESS_KEY_ID)';
    expect(keyferry('exec', '--profile', 'dev', '--', node, '-e', script)).toEqual({
      status: 5,
      stdout: `${keysFor('0').accessKeyId}\n`,
      stderr: '',
    });
    expect(keyferry('clean')).toMatchObject({ status: 0, stdout: '' });
    expect(keyferry('configure')).toMatchObject({ status: 1, stderr: expect.stringMatching(/^keyferry: .*no list /) });
    expect(keyferry('nothing')).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/^keyferry: /) });
  });
});
