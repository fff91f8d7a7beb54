import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foldersOfRunning } from '../../native-host/cli/install/running.ts';
import { until } from '../waiting.ts';
import { copyProgram, world } from './rig/each-world.ts';
import { CHROMIUM_CALLER, frame, type Reply, readFrames } from './rig/host.ts';
import { helloRequest, writeRequest } from './rig/requests.ts';
import { CHROMIUM, chunksBeside } from './rig/world.ts';

const wrapper = (): string => JSON.parse(readFileSync(world.path(CHROMIUM), 'utf8')).path;

/** Starts an installed host as the browser does, without the variables of a shell. */
function startHost(path: string) {
  const child = spawn(path, [CHROMIUM_CALLER], { env: world.env(), stdio: ['pipe', 'pipe', 'inherit'] });
  let bytes = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  return {
    async ask(request: { readonly id: number }): Promise<Reply> {
      child.stdin.write(frame(request));
      // If the last frame is not complete yet, `readFrames` throws an error. Then `until` tries again.
      return until(() => readFrames(bytes).find(({ id }) => id === request.id));
    },
    async end(): Promise<void> {
      child.stdin.end();
      await ended;
    },
  };
}

describe('keyferry install while a host runs', () => {
  const recorded = () => world.path('elsewhere', 'keys');
  const variables = () => ({ AWS_SHARED_CREDENTIALS_FILE: recorded() });
  const install = ['install', '--browser', 'chromium'];

  it('attack 57: the old host still writes to its recorded file, and a later install removes the old host’s folder', async () => {
    mkdirSync(dirname(recorded()), { mode: 0o700 });
    const older = copyProgram(join(world.root, 'older'));
    appendFileSync(chunksBeside(older)[0] ?? '', '\n// older\n');
    expect(world.run(older, install, variables()).status).toBe(0);
    const old = wrapper();
    const host = startHost(old);
    expect(await host.ask(helloRequest(1))).toMatchObject({ ok: true });
    expect(world.json(install).data.removed).toEqual([]);
    expect(wrapper()).not.toBe(old);
    expect(await host.ask(writeRequest())).toMatchObject({ ok: true, written: ['dev'] });
    await host.end();
    expect(readFileSync(recorded(), 'utf8')).toContain('[dev]');
    expect(existsSync(world.path('.aws', 'credentials'))).toBe(false);
    expect(world.json(install).data.removed).toContain(old);
  });

  it('attack 57: the old host still writes to its recorded file after an install that records another file', async () => {
    mkdirSync(dirname(recorded()), { mode: 0o700 });
    expect(world.keyferry(install, variables()).status).toBe(0);
    const host = startHost(wrapper());
    expect(await host.ask(helloRequest(1))).toMatchObject({ ok: true });
    expect(world.keyferry(install).status).toBe(0);
    expect(await host.ask(writeRequest())).toMatchObject({ ok: true });
    await host.end();
    expect(readFileSync(recorded(), 'utf8')).toContain('[dev]');
    expect(existsSync(world.path('.aws', 'credentials'))).toBe(false);
  });

  it('attack 57: install keeps every folder if it cannot list the processes', () => {
    const io = { platform: 'darwin', run: () => ({ status: 1, stdout: '', stderr: '' }) } as never;
    expect(foldersOfRunning(['/a/1.0.0-x', '/a/1.0.0-y'], io)).toEqual(['/a/1.0.0-x', '/a/1.0.0-y']);
    const ps = { status: 0, stdout: '/usr/bin/node /a/1.0.0-x/keyferry.cjs chrome-extension://a/\n', stderr: '' };
    const listed = { platform: 'darwin', run: () => ps } as never;
    expect(foldersOfRunning(['/a/1.0.0-x', '/a/1.0.0-y'], listed)).toEqual(['/a/1.0.0-x']);
  });
});
