import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { profileName } from '#core/names/profile-name.ts';
import { withProfiles } from '../../native-host/aws-files/profiles/credentials-file.ts';
import { planFor, wanted } from '../native-host/cli-profiles/rig.ts';
import { WITHOUT_TIME } from './rig/clock.ts';
import { frame, Host } from './rig/host.ts';
import { cliRequest, helloRequest, profileInput, writeRequest } from './rig/requests.ts';
import { OLD, prepared, type Sandbox } from './rig/sandbox.ts';

const RANDOM_KILLS = process.env.KEYFERRY_SOAK === '1' ? 500 : 60;

/** The text of the credentials file after a complete write of the keys that contain `mark`. */
function written(text: string, mark: string, name = 'dev'): string {
  const { portal } = writeRequest();
  const wanted = { ...profileInput({ name, mark }), name: profileName(name), portal };
  return withProfiles(text, [wanted], { file: '/c', replace: false });
}

/** For each of the two files: a request that writes the file, and the text of the file after a complete write. */
const kinds = {
  credentials: { request: (name: string) => writeRequest([{ name }]), over: written },
  config: {
    request: (name: string) => cliRequest([{ name, roleName: name }]),
    over: (text: string, _: string, name = 'dev') => planFor(text, wanted([{ name, roleName: name }])).after,
  },
} as const;
type Kind = keyof typeof kinds;

/** Checks that the next write succeeds at once, and removes the temporary files of the write that was killed. */
async function expectRecovery(sandbox: Sandbox, kind: Kind = 'credentials'): Promise<void> {
  const before = sandbox.read();
  const host = await Host.start(sandbox, WITHOUT_TIME);
  expect(await host.ask(kinds[kind].request('next'))).toMatchObject({ ok: true });
  await host.end();
  expect(sandbox.read()).toBe(kinds[kind].over(before, '0', 'next'));
  expect(sandbox.names()).toEqual([kind]);
}

describe('the built host if it is killed', { timeout: 600_000 }, () => {
  it.each(['credentials', 'config'] as const)(
    'attack 22: at every step of a write, the file has its old or new text, and the next write removes temporary files: %s',
    async (kind) => {
      const node = ['-r', `${import.meta.dirname}/rig/fault-hook.cjs`];
      const outcomes: string[] = [];
      for (let step = 0; outcomes.at(-1) !== 'survived'; step++) {
        const sandbox = prepared(OLD, 0o600, { about: kind });
        const host = await Host.start(sandbox, { node, env: { KEYFERRY_TEST_FAULT: `${step}:SIGKILL` } });
        host.write(frame(kinds[kind].request('dev')));
        const { signal } = await host.end();
        const text = sandbox.read();
        expect([OLD, kinds[kind].over(OLD, '0')], `killed at step ${step}`).toContain(text);
        outcomes.push(signal === null ? 'survived' : text === OLD ? 'old' : 'new');
        await expectRecovery(sandbox, kind);
      }
      expect(outcomes.filter((each) => each === 'old').length).toBeGreaterThan(15);
      expect(outcomes.filter((each) => each === 'new').length).toBeGreaterThan(3);
    },
  );

  it(
    `attack 22: after ${RANDOM_KILLS} kills at random moments, the file contains the complete text of one write`,
    async () => {
      const sandbox = prepared();
      /** How often a host was killed after it had finished at least one write. */
      let changed = 0;
      /** How often a host was killed during a write. */
      let inside = 0;
      const isEnough = () => changed > RANDOM_KILLS / 6 && inside > RANDOM_KILLS / 6;
      // On a busy machine, a host may be killed before the first write or after the last write. Then the test kills
      // more hosts, until enough of them were killed during or after a write.
      for (let kill = 0; kill < RANDOM_KILLS || !isEnough(); kill++) {
        const before = sandbox.read();
        const host = await Host.start(sandbox);
        await host.ask(helloRequest(0));
        const marks = Array.from({ length: 12 }, (_, index) => `${kill}X${index}`);
        const requests = marks.map((mark, index) => writeRequest([{ mark }], { id: index + 1 }));
        const answered = Math.floor(Math.random() * 4);
        // These writes have an answer. Their time shows how fast this machine is. The test kills the host during one of
        // the next writes.
        const started = performance.now();
        for (const request of requests.slice(0, answered)) await host.ask(request);
        const msPerWrite = answered === 0 ? 5 : (performance.now() - started) / answered;
        for (const request of requests.slice(answered)) host.write(frame(request));
        await sleep(Math.random() * 4 * msPerWrite);
        host.child.kill('SIGKILL');
        await host.ended;
        const possible = [before, ...marks.map((mark) => written(before, mark))];
        const text = sandbox.read();
        expect(possible).toContain(text);
        if (text !== before) changed++;
        // If the folder contains more than the credentials file, such as a lock, the host was killed during a write.
        if (sandbox.names().length > 1) inside++;
      }
      await expectRecovery(sandbox);
    },
    RANDOM_KILLS * 20_000,
  );
});
