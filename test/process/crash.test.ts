import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { profileName } from '#core/names/profile-name.ts';
import { withProfiles } from '../../native-host/aws-files/profiles/credentials-file.ts';
import { planFor, wanted } from '../native-host/cli-profiles/rig.ts';
import { frame, Host } from './rig/host.ts';
import { cliRequest, helloRequest, profileInput, writeRequest } from './rig/requests.ts';
import { OLD, prepared, type Sandbox } from './rig/sandbox.ts';

const RANDOM_KILLS = process.env.KEYFERRY_SOAK === '1' ? 500 : 60;

/** The expected text of the credentials file after a complete write of the keys with this `mark`. */
function written(text: string, mark: string, name = 'dev'): string {
  const { portal } = writeRequest();
  const wanted = { ...profileInput({ name, mark }), name: profileName(name), portal };
  return withProfiles(text, [wanted], { file: '/c', replace: false });
}

/** For each of the two files: the request, and the text of the file after a complete write. */
const kinds = {
  credentials: { request: (name: string) => writeRequest([{ name }]), over: written },
  config: {
    request: (name: string) => cliRequest([{ name, roleName: name }]),
    over: (text: string, _: string, name = 'dev') => planFor(text, wanted([{ name, roleName: name }])).after,
  },
} as const;
type Kind = keyof typeof kinds;

/** Checks that a later write succeeds within ten seconds and removes the temporary files of the killed write. */
async function expectRecovery(sandbox: Sandbox, kind: Kind = 'credentials'): Promise<void> {
  const before = sandbox.read();
  const started = performance.now();
  const host = await Host.start(sandbox);
  expect(await host.ask(kinds[kind].request('next'))).toMatchObject({ ok: true });
  await host.end();
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(sandbox.read()).toBe(kinds[kind].over(before, '0', 'next'));
  expect(sandbox.names()).toEqual([kind]);
}

describe('the built host if it is killed', () => {
  it.each(['credentials', 'config'] as const)(
    'attack 22: at every step of a write, the file has its old or its new text, and the next write cleans up: %s',
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
      let changed = 0;
      let inside = 0;
      // The host is killed at a random moment within this time in ms. The test adjusts the time to the speed of this
      // machine.
      let span = 30;
      const isEnough = () => changed > RANDOM_KILLS / 6 && inside > RANDOM_KILLS / 6;
      // On a busy machine, hosts may be killed too early or too late. Then the test kills more hosts.
      for (let kill = 0; kill < RANDOM_KILLS || (!isEnough() && kill < RANDOM_KILLS * 4); kill++) {
        const before = sandbox.read();
        const host = await Host.start(sandbox);
        await host.ask(helloRequest(0));
        const marks = Array.from({ length: 12 }, (_, index) => `${kill}X${index}`);
        for (const [id, mark] of marks.entries()) host.write(frame(writeRequest([{ mark }], { id: id + 1 })));
        await sleep(Math.random() * span);
        host.child.kill('SIGKILL');
        await host.ended;
        const possible = [before, ...marks.map((mark) => written(before, mark))];
        const text = sandbox.read();
        expect(possible).toContain(text);
        if (text !== before) changed++;
        // If the folder contains other files too, such as a lock, the host was killed during a write.
        if (sandbox.names().length > 1) inside++;
        if (text === before) span = Math.min(span * 1.3, 1000);
        if (text === possible.at(-1)) span /= 1.3;
      }
      expect(changed, 'kills after a first write').toBeGreaterThan(RANDOM_KILLS / 6);
      expect(inside, 'kills inside a write').toBeGreaterThan(RANDOM_KILLS / 6);
      await expectRecovery(sandbox);
    },
    RANDOM_KILLS * 2000,
  );
});
