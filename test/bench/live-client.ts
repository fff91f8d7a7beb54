import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { findOnPath } from '../../scripts/find-browsers.ts';
import { HOST_PROGRAM, keyferry } from '../e2e/rig/host.ts';
import { makeHome } from '../e2e/rig/throwaway.ts';
import { INSTALLATION, keysReply, liveFiles, liveRecordIn } from '../process/rig/live-files.ts';
import { LiveHostProcess } from '../process/rig/live-host-process.ts';
import { emptyNode } from './host-process.ts';
import { inPairs, median, ms, type Row, time, times } from './measure.ts';

/**
 * The number of connections that ask for the same profile at once. All connections are in one process. If each
 * connection had a separate process, the benchmark would mostly measure how fast Node starts.
 */
const CROWD = 100;

type Env = Readonly<Record<string, string>>;

/** Runs a program that prints the keys of a profile, and waits until it ends. Throws if it prints no keys. */
function runFor(keys: string, env: Env, program: string, ...args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 && printed.includes(keys) ? resolve() : reject(new Error(`${program} ended with ${code}`)),
    );
  });
}

/** Runs `keyferry credential-process` through the launcher, as an AWS client does. */
const client = (env: Env, launcher: string) =>
  runFor('"SecretAccessKey"', env, launcher, 'credential-process', '--profile', 'dev');

/** Measures `aws configure export-credentials` with a live profile. Older AWS CLIs do not have this command. */
async function exportRow(env: Env, emptyMs: number): Promise<Row[]> {
  const what = '`aws configure export-credentials` of a live profile, spawn to exit';
  const aws = findOnPath('aws');
  const args = ['configure', 'export-credentials', '--profile', 'dev'];
  if (!aws || spawnSync(aws, args, { env }).status !== 0)
    return [{ what, figure: 'the AWS CLI of this machine cannot do this', aim: '', met: null }];
  const taken: number[] = [];
  for (let round = 0; round < 5; round++) taken.push(await time(() => runFor('SecretAccessKey', env, aws, ...args)));
  const middle = median(taken);
  return [{ what, figure: `${ms(middle)} (${times(middle / emptyMs)})`, aim: '', met: null }];
}

/** Asks for the keys of the profile over one connection. Throws if the answer has no keys. */
function ask(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => socket.write('{"v":1,"op":"credentials","profile":"dev"}\n'));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.once('error', reject);
    socket.once('close', () => (answer.includes('"ok":true') ? resolve() : reject(new Error(answer))));
  });
}

/**
 * Measures `keyferry credential-process` with a real host. The benchmark replaces the browser and answers the host at
 * once. So the figures show only the time that the client and the host need.
 */
export async function benchLiveClient(): Promise<Row[]> {
  const home = makeHome('keyferry-bench-');
  const host = new LiveHostProcess(home.env, resolve(HOST_PROGRAM));
  try {
    const { record, config } = liveFiles([{}]);
    mkdirSync(dirname(liveRecordIn(home.home)), { recursive: true, mode: 0o700 });
    writeFileSync(liveRecordIn(home.home), record, { mode: 0o600 });
    // The line of the live profile contains the path of the launcher, so the launcher must be installed first.
    keyferry(home, 'install', '--browser', 'chromium');
    const launcher = join(home.home, '.keyferry', 'bin', 'keyferry');
    writeFileSync(join(home.home, '.aws', 'config'), config.replaceAll('/keyferry ', `${launcher} `), { mode: 0o600 });
    host.respond = () => keysReply();
    const reply = await host.serve(INSTALLATION);
    if (reply.ok !== true) throw new Error(String(reply.message));
    const { a, b, ratio } = await inPairs(
      25,
      () => time(() => client(home.env, launcher)),
      () => emptyNode(home.env),
      3,
    );
    const socket = join(home.home, '.keyferry', 'run', 'current.sock');
    const before = host.requests.length;
    const crowd = await time(() => Promise.all(Array.from({ length: CROWD }, () => ask(socket))));
    return [
      {
        what: '`keyferry credential-process` through the launcher, spawn to exit, against `node -e 0`',
        figure: `${times(ratio)} (${ms(a)} against ${ms(b)})`,
        aim: 'at most 1.8 x',
        met: ratio <= 1.8,
      },
      ...(await exportRow(home.env, b)),
      {
        what: `${CROWD} connections at once for one role: time for all, requests to the browser`,
        figure: `${ms(crowd)}, ${host.requests.length - before}`,
        aim: '',
        met: null,
      },
    ];
  } finally {
    host.child.kill();
    home.remove();
  }
}
