import type { ProfileView } from '#core/protocol/messages.ts';
import { defaultSettings, type Settings } from '#core/settings.ts';
import { pass } from '../fake-clock.ts';
import { announce, type FakeWorker, fakeWorker, goodHost, options, popup, viewOf } from '../fakes.ts';
import { type Asked, credentials, fakePortal, json, type Reply, startUrl } from '../portal-fake.ts';
import { use, users } from '../sessions/sessions-rig.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

interface Given {
  /** The portal's answer to a request for keys. If it is undefined, the portal gives keys. */
  readonly answer?: (asked: Asked) => Reply | undefined;
  /** How long the portal's keys are valid, in ms. */
  readonly life?: number;
  readonly managed?: Record<string, unknown>;
}

/** A profile whose keys expire in `left` ms. */
export const written = (name: string, left = HOUR, more: Partial<ProfileView> = {}): ProfileView => ({
  name,
  accountId: '111122223333',
  roleName: 'Admin',
  portal: startUrl,
  expiration: Date.now() + left,
  ...more,
});

type Frame = Record<string, unknown>;
interface WriteFrame {
  readonly profiles: readonly {
    name: string;
    accountId: string;
    roleName: string;
    credentials: { expiration: number };
  }[];
  readonly portal: string;
  readonly user?: string;
}

/** A host that adds each written profile to `profiles`, and lists these profiles. */
function storingHost(profiles: ProfileView[]) {
  return (frame: Frame): Frame => {
    if (frame.kind === 'hello') return { ok: true, version: '1.2.3', protocol: 1, marksUsers: true };
    if (frame.kind === 'list-profiles') return { ok: true, profiles, more: 0 };
    if (frame.kind !== 'write-profiles') return goodHost(frame);
    const { profiles: fresh, portal, user } = frame as unknown as WriteFrame;
    for (const { name, accountId, roleName, credentials: keys } of fresh) {
      const at = profiles.findIndex((each) => each.name === name);
      const profile = { name, accountId, roleName, portal, user, expiration: keys.expiration };
      profiles.splice(at < 0 ? profiles.length : at, at < 0 ? 0 : 1, profile);
    }
    return goodHost(frame);
  };
}

const userOf: Record<string, string> = {
  TOKENOFONEEXAMPLE: 'one',
  TOKENOFONEAGAINEXAMPLE: 'one',
  TOKENOFTWOEXAMPLE: 'two',
};

/** A worker with a session of the user `one`, and with a host that stores profiles. */
export async function freshWorker({ answer, life = HOUR, managed }: Given = {}) {
  const portal = fakePortal({
    ...users(userOf),
    '/federation': (asked) => answer?.(asked) ?? json({ roleCredentials: credentials(1, Date.now() + life) }),
  });
  const worker = fakeWorker({
    ...portal,
    ...(managed && {
      managed: { get: async (key) => (key === null ? managed : { [key]: managed[key] }) },
    }),
  });
  const profiles: ProfileView[] = [];
  worker.host.answer = storingHost(profiles);
  const rig = {
    worker,
    portal,
    profiles,
    /** The worker that runs now. Read this field again after a restart, because the restart replaces the worker. */
    get now() {
      return worker.worker;
    },
    signIn: async (token = 'TOKENOFONEEXAMPLE', tab = {}) => {
      await announce(worker, { token, tab });
      return use(worker);
    },
    identity: () => String((worker.session.data.get('sessions') as { identity: string }[])[0]?.identity),
    /** Puts profiles of the current user into the credentials file, and then requests the list of profiles again. */
    async put(...given: ProfileView[]) {
      profiles.push(...given.map((each) => ({ user: rig.identity(), ...each })));
      await worker.worker.written.ask();
      await pass(200);
    },
    keep: (names: readonly string[], on = true) => worker.send(popup, 'popup/keep-fresh', { names, on }),
    set: (given: Partial<Settings>) =>
      worker.send(options, 'options/set-settings', { settings: { ...defaultSettings, ...given } }),
    fetched: () => portal.paths().filter((path) => path === '/federation/credentials').length,
    writes: () => worker.host.frames.filter(({ kind }) => kind === 'write-profiles'),
    /** The names of the profiles in each request that writes profiles. */
    writtenNames: () => rig.writes().map((frame) => (frame as unknown as WriteFrame).profiles.map(({ name }) => name)),
    async view() {
      await worker.worker.view.refresh();
      return viewOf(worker).fresh;
    },
    settings: () => (worker.local.data.get('settings') ?? {}) as Partial<Settings>,
  };
  await rig.signIn();
  return rig;
}

/** Lets time pass. Wakes the worker when an alarm is due, as the browser does. */
export async function live(
  { worker }: { readonly worker: Pick<FakeWorker, 'worker' | 'alarms'> },
  ms: number,
): Promise<void> {
  const end = Date.now() + ms;
  for (;;) {
    const alarm = worker.alarms.at(-1) ?? null;
    const isDue = alarm !== null && alarm <= end;
    // Moves the clock a little past the alarm, so that the same alarm is not due a second time.
    const step = Math.max(isDue ? alarm - Date.now() : end - Date.now(), isDue ? 500 : 0);
    await pass(step);
    if (!isDue) return;
    await worker.worker.schedule.update();
    await pass(2_000);
  }
}
