import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockPath } from '../../native-host/aws-files/lock.ts';
import { askOnce, Host } from './rig/host.ts';
import { hasBotocore, readWithBotocore, readWithSdk } from './rig/readers.ts';
import { keysFor, writeRequest } from './rig/requests.ts';
import { makeSandbox, type Sandbox } from './rig/sandbox.ts';

const OLD = '# mine\n[old]\nregion = eu-west-1\n';
const prepared = () => {
  const sandbox = makeSandbox();
  sandbox.put(sandbox.credentials, OLD);
  return sandbox;
};
const CROWD = 50;

const hasAwsCli = spawnSync('aws', ['--version']).status === 0;
const python = 'python3';
const hasCliWriter = spawnSync(python, ['-c', 'import awscli.customizations.configure.writer']).status === 0;

/** Writes `mark` after `mark` until `until` is done; the count of writes that went through. */
async function writeUntil(sandbox: Sandbox, until: Promise<unknown>): Promise<number> {
  const host = await Host.start(sandbox);
  let running = true;
  void until.then(() => {
    running = false;
  });
  let id = 1;
  while (running) {
    const reply = await host.ask(writeRequest([{ mark: String(id) }], { id }));
    expect(reply).toMatchObject({ ok: true });
    id++;
  }
  await host.end();
  return id - 1;
}

describe('many at once', () => {
  it(`attack 23: ${CROWD} hosts that write different profiles lose none`, async () => {
    const sandbox = prepared();
    const names = Array.from({ length: CROWD }, (_, index) => `profile-${index}`);
    const hosts = await Promise.all(names.map(() => Host.start(sandbox)));
    const replies = await Promise.all(
      hosts.map((host, index) => host.ask(writeRequest([{ name: names[index] ?? '', mark: `${index}` }]))),
    );
    await Promise.all(hosts.map((host) => host.end()));
    expect(replies.filter(({ ok }) => !ok)).toEqual([]);
    expect(sandbox.read().startsWith(OLD)).toBe(true);
    for (const [index, name] of names.entries()) {
      expect(await readWithSdk(sandbox.credentials, name)).toEqual(keysFor(`${index}`));
    }
    if (hasBotocore) expect(Object.values(readWithBotocore(sandbox.credentials, names))).not.toContain(null);
    expect(sandbox.names()).toEqual(['credentials']);
  }, 60_000);

  it('attack 23: hosts that write the same profile leave the keys of one of them, whole', async () => {
    const sandbox = prepared();
    const marks = Array.from({ length: 20 }, (_, index) => String(index));
    const replies = await Promise.all(marks.map((mark) => askOnce(sandbox, writeRequest([{ mark }]))));
    expect(replies.filter(({ reply }) => !reply.ok)).toEqual([]);
    const keys = await readWithSdk(sandbox.credentials, 'dev');
    expect(marks.map(keysFor)).toContainEqual(keys);
    expect(sandbox.read().match(/^\[dev\]/gm)).toHaveLength(1);
  }, 60_000);

  it('attack 23: a lock whose holder was killed is passed in at most ten seconds', async () => {
    const sandbox = prepared();
    const hook = ['-r', `${import.meta.dirname}/rig/fault-hook.cjs`];
    // Late enough to hold the lock, early enough not to have written.
    const killed = await Host.start(sandbox, { node: hook, env: { KEYFERRY_TEST_FAULT: '14:SIGKILL' } });
    await expect(killed.ask(writeRequest())).rejects.toThrow('ended');
    expect(sandbox.names().join()).toContain('credentials.lock');
    const started = performance.now();
    const { reply } = await askOnce(sandbox, writeRequest());
    expect(reply).toMatchObject({ ok: true });
    expect(performance.now() - started).toBeLessThan(3000);
    expect(sandbox.names()).toEqual(['credentials']);
  });

  it('attack 23: a lock whose holder is stopped is waited for, then its holder is named', async () => {
    const sandbox = prepared();
    const sleeper = spawn('sleep', ['60']);
    const owner = await ownerNameOf(sandbox, sleeper.pid ?? 0);
    sandbox.put(join(lockPath(sandbox.credentials), owner), '');
    const { reply } = await askOnce(sandbox, writeRequest());
    expect(reply).toMatchObject({ code: 'FILE_BUSY', message: expect.stringContaining(`process ${sleeper.pid}`) });
    sleeper.kill();
    await once(sleeper, 'exit');
    expect((await askOnce(sandbox, writeRequest())).reply).toMatchObject({ ok: true });
  }, 60_000);

  it.skipIf(!hasCliWriter)(
    'attack 24: a hot loop of the AWS CLI’s own writer loses nothing to us (needs awscli)',
    async () => {
      const sandbox = prepared();
      const rounds = process.env.KEYFERRY_SOAK === '1' ? 2000 : 300;
      const script = [
        'import sys, time, random',
        'from awscli.customizations.configure.writer import ConfigFileWriter',
        `for i in range(${rounds}):`,
        '    ConfigFileWriter().update_config({"__section__": "foreign-%d" % i, "aws_access_key_id": "AKIA%d" % i}, sys.argv[1])',
        '    time.sleep(random.random() * 0.02)',
      ].join('\n');
      const foreign = spawn(python, ['-c', script, sandbox.credentials], { env: sandbox.env });
      const writes = await writeUntil(sandbox, once(foreign, 'exit'));
      const text = sandbox.read();
      const lost = Array.from({ length: rounds }, (_, index) => index).filter(
        (index) => !text.includes(`[foreign-${index}]\naws_access_key_id = AKIA${index}\n`),
      );
      expect({ lost, old: text.startsWith(OLD) }).toEqual({ lost: [], old: true });
      expect(writes).toBeGreaterThan(20);
      if (hasBotocore) expect(readWithBotocore(sandbox.credentials, ['dev']).dev).not.toBeNull();
    },
    300_000,
  );

  it.skipIf(!hasAwsCli)(
    'attack 24: so does `aws configure set` (needs the AWS CLI)',
    async () => {
      const sandbox = prepared();
      const names = Array.from({ length: 6 }, (_, index) => `foreign-${index}`);
      const loop = names.map((name) => `aws configure set aws_access_key_id AKIA${name} --profile ${name}`).join('; ');
      const foreign = spawn('sh', ['-c', loop], { env: { ...process.env, ...sandbox.env } });
      await writeUntil(sandbox, once(foreign, 'exit'));
      for (const name of names) expect(sandbox.read()).toContain(`[${name}]\naws_access_key_id = AKIA${name}\n`);
      expect(await readWithSdk(sandbox.credentials, 'dev')).not.toBeNull();
    },
    60_000,
  );
});

/** The name of the file by which that process would hold the lock. */
async function ownerNameOf(sandbox: Sandbox, pid: number): Promise<string> {
  const { thisSystem } = await import('../../native-host/aws-files/system.ts');
  const { ownerFileName } = await import('../../native-host/aws-files/lock-owner.ts');
  const system = thisSystem();
  const started = system.startOf(pid) ?? '';
  expect(sandbox.names()).not.toContain('credentials.lock');
  return ownerFileName({ pid, started, place: system.place, token: 'e'.repeat(32) });
}
