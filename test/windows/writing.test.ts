import { describe, expect, it } from 'vitest';
import { cliRequest, helloRequest, keysFor, writeRequest } from '../process/rig/requests.ts';
import { OLD } from '../process/rig/sandbox.ts';
import { until } from '../waiting.ts';
import { fromRepository, newUser, useWindows, type WindowsUser, whyNotLong, whyNotWindows } from './rig/windows.ts';

const WRITERS = 20;
const FAULTS = fromRepository('test/process/rig/fault-hook.cjs');

const kinds = {
  credentials: { request: (mark: string) => writeRequest([{ mark }]), file: (user: WindowsUser) => user.credentials },
  config: {
    request: (mark: string) => cliRequest([{ name: `dev${mark}`, roleName: `Role${mark}` }]),
    file: (user: WindowsUser) => user.config,
  },
} as const;

function userWithOld(kind: keyof typeof kinds): WindowsUser {
  const user = newUser();
  user.put(kinds[kind].file(user), OLD);
  return user;
}

describe.skipIf(whyNotWindows !== '')(`writing on Windows, under wine${whyNotWindows}`, () => {
  useWindows();

  it('waits a short time if another program has the file open', async () => {
    const user = userWithOld('credentials');
    const host = user.host();
    expect(await host.ask(helloRequest())).toMatchObject({ ok: true });
    let id = 100;
    /**
     * The host writes a file that another program has open. The other program closes the file as soon as the host has
     * made its new file.
     * @returns whether the write succeeded
     */
    async function writeWhileHeld(): Promise<boolean> {
      const release = await user.hold(user.credentials);
      let isAnswered = false;
      const asked = host.ask(writeRequest([{}], { id: ++id })).finally(() => {
        isAnswered = true;
      });
      // The host has created its new file. The next step of the host is to replace the old file.
      await until(() => isAnswered || user.names().some((name) => name.endsWith('.tmp')));
      release();
      return (await asked).ok;
    }
    // The host tries for 2 s to replace the file. A busy machine may need more time to close the file. The test then
    // writes again, as a person would do.
    await until(writeWhileHeld);
    await host.process.end();
    expect(user.read()).toContain(keysFor('0').accessKeyId);
    expect(user.names()).toEqual(['credentials']);
  });

  it('changes nothing and answers with an error if another program has the file open for a long time', async () => {
    const user = userWithOld('credentials');
    const release = await user.hold(user.credentials);
    const reply = await user.ask(writeRequest());
    release();
    expect(reply).toMatchObject({
      ok: false,
      code: expect.stringMatching(/^FILE_/),
      message: expect.stringContaining(user.credentials),
    });
    expect(user.read()).toBe(OLD);
    expect(user.names()).toEqual(['credentials']);
    expect(await user.ask(writeRequest())).toMatchObject({ ok: true });
  });

  it.skipIf(whyNotLong !== '').each(['credentials', 'config'] as const)(
    `attack 22: if the host is killed at any step, the file has its old or new text, and the next write removes temporary files: %s${whyNotLong}`,
    async (kind) => {
      const { request, file } = kinds[kind];
      const complete = userWithOld(kind);
      expect(await complete.ask(request('0'))).toMatchObject({ ok: true });
      const expected = complete.read(file(complete));
      const outcomes: string[] = [];
      for (let step = 0; outcomes.at(-1) !== 'survived'; step++) {
        const user = userWithOld(kind);
        const host = user.host({ KEYFERRY_TEST_FAULT: `${step}:SIGKILL` }, ['-r', FAULTS]);
        const reply = await host.ask(request('0')).catch(() => null);
        await host.process.end();
        const text = user.read(file(user));
        expect([OLD, expected], `killed at step ${step}`).toContain(text);
        outcomes.push(reply ? 'survived' : text === OLD ? 'old' : 'new');
        expect(await user.ask(request('1')), `after step ${step}`).toMatchObject({ ok: true });
        expect(user.names(), `after step ${step}`).toEqual([kind]);
      }
      expect(outcomes.filter((each) => each === 'old').length).toBeGreaterThan(10);
      expect(outcomes.filter((each) => each === 'new').length).toBeGreaterThan(0);
    },
    600_000,
  );

  it.skipIf(whyNotLong !== '').each(['credentials', 'config'] as const)(
    `attack 23: ${WRITERS} hosts that write different profiles at the same time lose no profile: %s${whyNotLong}`,
    async (kind) => {
      const user = userWithOld(kind);
      const hosts = Array.from({ length: WRITERS }, () => user.host());
      await Promise.all(hosts.map((host) => host.ask(helloRequest())));
      const replies = await Promise.all(
        hosts.map((host, at) => {
          const name = `profile-${at}`;
          return host.ask(
            kind === 'config' ? cliRequest([{ name, roleName: name }]) : writeRequest([{ name, mark: `${at}` }]),
          );
        }),
      );
      await Promise.all(hosts.map((host) => host.process.end()));
      expect(replies.filter(({ ok }) => !ok)).toEqual([]);
      const text = user.read(kinds[kind].file(user));
      expect(text.startsWith(OLD)).toBe(true);
      const names = [...text.matchAll(/^\[(?:profile )?(profile-\d+)\]$/gm)].map(([, name]) => name);
      expect(names.toSorted()).toEqual(hosts.map((_, at) => `profile-${at}`).toSorted());
      expect(user.names()).toEqual([kind]);
    },
    600_000,
  );
});
