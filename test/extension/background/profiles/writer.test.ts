import { describe, expect, it } from 'vitest';
import type { RoleRef } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import type { HostView } from '#core/protocol/messages.ts';
import { createPendingCredentials } from '../../../../extension/background/credentials/pending.ts';
import type { FetchOptions } from '../../../../extension/background/credentials/source.ts';
import { wantedProfiles } from '../../../../extension/background/profiles/wanted-profiles.ts';
import { createProfileWriter, type WriteOptions } from '../../../../extension/background/profiles/writer.ts';
import type { LiveSession } from '../../../../extension/background/sessions/session.ts';

const session = { id: 'id1', startUrl: 'https://demo.awsapps.com/start', identity: 'user-1' } as LiveSession;
const EXPIRATION = 1_900_000_000_000;
const AHEAD_MS = 7_000;

const profiles = (...roleNames: string[]) =>
  wantedProfiles(roleNames.map((roleName) => ({ accountId: '111122223333', roleName, name: roleName.toLowerCase() })));
const keysOf = ({ roleName }: RoleRef) => ({
  accessKeyId: `ASIA${roleName.toUpperCase()}EXAMPLE`,
  secretAccessKey: 'EXAMPLE/secret',
  sessionToken: 'EXAMPLE+token',
  expiration: EXPIRATION,
});

interface Given {
  readonly view?: HostView;
  /** Returns the portal's error for a role. If it returns false or undefined, the portal gives keys. */
  readonly refuses?: (role: RoleRef) => unknown;
  /** A function that is called for each request for keys. */
  readonly onFetch?: (role: RoleRef, options: FetchOptions) => unknown;
  /** Returns the host's reply to a write request. */
  readonly reply?: () => unknown;
  readonly isCurrent?: () => boolean;
  readonly connect?: () => Promise<void>;
}

const ready = { state: 'ready', version: '1.0.0', marksUsers: true } as unknown as HostView;

/** A writer with a simulated portal and a simulated host. `log` lists the steps of the writer in order. */
function rig(given: Given = {}) {
  const log: string[] = [];
  const paces: string[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  const bodies: Record<string, unknown>[] = [];
  const refreshed = { count: 0 };
  const pending = createPendingCredentials(() => undefined);
  const writer = createProfileWriter({
    pending,
    source: {
      async fetchKeys(_session, role, options) {
        log.push(`fetch ${role.roleName}`);
        paces.push(options.pace);
        signals.push(options.signal);
        await given.onFetch?.(role, options);
        const error = given.refuses?.(role);
        if (error) throw error;
        return keysOf(role);
      },
    },
    host: {
      async connect() {
        await given.connect?.();
        log.push('connected');
      },
      view: () => given.view ?? ready,
      request: (async (_kind: string, body: Record<string, unknown>) => {
        bodies.push(body);
        return given.reply?.() ?? {};
      }) as never,
    },
    sessions: { isCurrent: async () => given.isCurrent?.() ?? true },
    clock: { aheadMs: async () => AHEAD_MS },
    written: {
      refresh: (async () => {
        refreshed.count += 1;
      }) as never,
    },
    personal: {
      read: async () => ({ accounts: { '111122223333': { region: 'eu-west-1' } }, roles: {} }) as never,
    },
    settings: { read: async () => ({ defaultRegion: 'us-east-1' }) as never },
  });
  const write = (wanted = profiles('Admin'), options?: WriteOptions) => writer.write(session, wanted, options);
  const codeOf = (wanted = profiles('Admin'), options?: WriteOptions) =>
    write(wanted, options).then(
      ({ is }) => is,
      (error: unknown) => (error instanceof KeyferryError ? error.code : String(error)),
    );
  return { write, codeOf, log, paces, signals, bodies, refreshed, pending };
}

describe('the writer’s message to the host', () => {
  it('contains portal, user, name, role, keys and region, and does not allow the host to replace anything', async () => {
    const { write, bodies, refreshed } = rig();
    expect(await write()).toEqual({ is: 'written', profiles: [{ name: 'admin', expiration: EXPIRATION + AHEAD_MS }] });
    const [profile] = profiles('Admin');
    expect(bodies).toEqual([
      {
        portal: 'https://demo.awsapps.com/start',
        user: 'user-1',
        replace: false,
        profiles: [{ ...profile, credentials: keysOf({ accountId: '', roleName: 'Admin' }), region: 'eu-west-1' }],
      },
    ]);
    expect(refreshed.count).toBe(1);
  });

  it('contains no user if the host cannot store users', async () => {
    for (const view of [
      { state: 'ready', version: '0.1.0' },
      { state: 'unknown', marksUsers: true },
    ]) {
      const { write, bodies } = rig({ view: view as HostView });
      await write();
      expect(bodies[0]).not.toHaveProperty('user');
    }
  });

  it('contains the person’s confirmation, with the id of the host’s question that the person confirmed', async () => {
    const { write, bodies } = rig();
    await write(profiles('Admin'), { confirmation: { replace: true, seen: '4'.repeat(32) } });
    expect(bodies[0]).toMatchObject({ replace: true, seen: '4'.repeat(32) });
    await write(profiles('Admin'), { confirmation: { replace: true } });
    expect(bodies[1]).not.toHaveProperty('seen');
  });

  it('contains no region if existing profiles should keep their region', async () => {
    const { write, bodies } = rig();
    await write(profiles('Admin'), { keepRegion: true });
    expect(bodies).toHaveLength(1);
    expect(JSON.stringify(bodies)).not.toContain('region');
  });
});

describe('the writer’s answer', () => {
  it('contains the host’s warnings, and a note about a region that was not written', async () => {
    const reply = { warnings: ['Line 4.'], keptRegions: [{ name: 'admin', region: 'us-west-2', line: 3 }] };
    const { write } = rig({ reply: () => reply });
    expect(await write()).toMatchObject({
      warnings: ['Line 4.'],
      notes: [expect.stringContaining('keeps the region us-west-2')],
    });
  });

  it('contains no list of warnings or notes if the list would be empty', async () => {
    const { write } = rig({ reply: () => ({ warnings: [], keptRegions: [] }) });
    expect(Object.keys(await write())).toEqual(['is', 'profiles']);
  });
});

describe('the writer’s requests for keys', () => {
  it('are sent at once for one role (even under two names), and wait in the queue for several roles', async () => {
    const [admin] = profiles('Admin');
    if (!admin) throw new Error('one profile');
    const { write, paces, log } = rig();
    await write([admin, { ...admin, name: wantedProfiles([{ ...admin, name: 'again' }])[0]?.name ?? admin.name }]);
    expect(paces).toEqual(['immediate']);
    await write(profiles('Admin', 'ReadOnly'));
    expect(paces).toEqual(['immediate', 'queued', 'queued']);
    await write(profiles('Admin'), { pace: 'live' });
    expect(paces.at(-1)).toBe('live');
    expect(log.filter((step) => step === 'fetch Admin')).toHaveLength(3);
  });

  it('begin before the host has started if there is one role, and after the start of the host if there are several roles', async () => {
    const one = rig();
    await one.write();
    expect(one.log).toEqual(['fetch Admin', 'connected']);
    const several = rig();
    await several.write(profiles('Admin', 'ReadOnly'));
    expect(several.log).toEqual(['connected', 'fetch Admin', 'fetch ReadOnly']);
  });

  it('wait for the start of the host if the host failed before', async () => {
    const { write, log } = rig({ view: { state: 'failed' } as HostView });
    await write();
    expect(log).toEqual(['connected', 'fetch Admin']);
  });

  it('are not sent for several roles if the host is missing; for one role, the keys are fetched but not written', async () => {
    const connect = async () => Promise.reject(new KeyferryError('HOST_MISSING'));
    const several = rig({ connect });
    expect(await several.codeOf(profiles('Admin', 'ReadOnly'))).toBe('HOST_MISSING');
    expect(several.log).toEqual([]);
    const one = rig({ connect });
    expect(await one.codeOf()).toBe('HOST_MISSING');
    expect(one.bodies).toEqual([]);
  });

  it('report the progress for each profile whose keys were fetched', async () => {
    let done = 0;
    const { write } = rig({ refuses: ({ roleName }) => roleName === 'None' && new KeyferryError('NO_ACCESS') });
    await write(profiles('Admin', 'None', 'ReadOnly'), {
      onProgress: () => {
        done += 1;
      },
    });
    expect(done).toBe(2);
  });
});

describe('a writer that writes either all profiles or no profile', () => {
  it('writes nothing if the keys of one role are missing, and keeps the keys of the other roles for the next try', async () => {
    let isRefused = true;
    const refuses = ({ roleName }: RoleRef) => isRefused && roleName === 'None' && new KeyferryError('NO_ACCESS');
    const { write, bodies, log } = rig({ refuses });
    const result = await write(profiles('Admin', 'None'));
    expect(result).toMatchObject({ is: 'not-fetched', failed: [{ profile: { name: 'none' } }] });
    expect(result).toHaveProperty('failed.length', 1);
    expect(bodies).toEqual([]);
    isRefused = false;
    log.length = 0;
    expect(await write(profiles('Admin', 'None'))).toMatchObject({ is: 'written' });
    expect(log).toEqual(['connected', 'fetch None']);
  });

  it.each(['SESSION_EXPIRED', 'SESSION_CHANGED', 'ACCESS_WITHHELD'] as const)(
    'cancels all requests if one request fails with the session error %s',
    async (code) => {
      const { codeOf, bodies, signals } = rig({
        refuses: ({ roleName }) => roleName === 'Admin' && new KeyferryError(code),
      });
      expect(await codeOf(profiles('Admin', 'ReadOnly'))).toBe(code);
      expect(signals.map((signal) => signal?.aborted)).toEqual([true, true]);
      expect(bodies).toEqual([]);
    },
  );

  it('still requests the keys of the other roles if the portal refuses one role', async () => {
    const { codeOf, signals } = rig({
      refuses: ({ roleName }) => roleName === 'Admin' && new KeyferryError('NO_ACCESS'),
    });
    expect(await codeOf(profiles('Admin', 'ReadOnly'))).toBe('not-fetched');
    expect(signals.map((signal) => signal?.aborted)).toEqual([false, false]);
  });

  it('attack 8: writes nothing if the session changed while the keys were fetched', async () => {
    const { codeOf, bodies } = rig({ isCurrent: () => false });
    expect(await codeOf()).toBe('SESSION_CHANGED');
    expect(bodies).toEqual([]);
  });

  it('attack 8: keeps no keys in memory if the session changed', async () => {
    const { codeOf, pending } = rig({
      isCurrent: () => false,
      refuses: ({ roleName }) => roleName === 'None' && new KeyferryError('NO_ACCESS'),
    });
    expect(await codeOf(profiles('Admin', 'None'))).toBe('SESSION_CHANGED');
    expect(pending.take(session, { accountId: '111122223333', roleName: 'Admin' })).toBeNull();
  });

  it('writes nothing after the user cancels, even if all keys were fetched', async () => {
    const stop = new AbortController();
    const whileFetching = rig({ onFetch: () => stop.abort('stopped') });
    expect(await whileFetching.codeOf(profiles('Admin'), { signal: stop.signal })).toBe('stopped');
    expect(whileFetching.signals[0]?.aborted).toBe(true);
    const later = new AbortController();
    const afterwards = rig({
      isCurrent: () => {
        later.abort('stopped later');
        return true;
      },
    });
    expect(await afterwards.codeOf(profiles('Admin'), { signal: later.signal })).toBe('stopped later');
    expect([...whileFetching.bodies, ...afterwards.bodies]).toEqual([]);
  });

  it('requests no keys again after the host refused and the person confirmed', async () => {
    let refuses = true;
    const { codeOf, log, refreshed } = rig({
      reply: () => {
        if (refuses) throw new KeyferryError('PROFILES_EXIST');
      },
    });
    expect(await codeOf()).toBe('PROFILES_EXIST');
    expect(refreshed.count).toBe(0);
    refuses = false;
    log.length = 0;
    expect(await codeOf(profiles('Admin'), { confirmation: { replace: true } })).toBe('written');
    expect(log).toEqual(['connected']);
  });
});
