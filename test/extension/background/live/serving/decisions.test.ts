import { expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import type { Decision, LiveGrants } from '../../../../../extension/background/live/decision.ts';
import type { LiveProfile } from '../../../../../extension/background/live/live-profile.ts';
import { createLiveRules } from '../../../../../extension/background/live/live-rules.ts';
import { createLiveTable } from '../../../../../extension/background/live/live-table.ts';
import { createLiveAccess } from '../../../../../extension/background/live/serving/access.ts';
import { createLiveAnswers } from '../../../../../extension/background/live/serving/answers.ts';
import { createLiveKeys } from '../../../../../extension/background/live/serving/keys.ts';
import { createTickets } from '../../../../../extension/background/live/serving/tickets.ts';
import type { LiveSession } from '../../../../../extension/background/sessions/session.ts';
import { createManagedPolicy } from '../../../../../extension/background/storage/managed-policy.ts';
import { createSettingsStore } from '../../../../../extension/background/storage/settings-store.ts';
import { fakeArea, fakeWorker } from '../../fakes.ts';
import { credentials, fakePortal } from '../../portal-fake.ts';
import { client, liveProfile, ticket } from '../live-rig.ts';

interface Given {
  readonly decision?: Decision;
  readonly isLocked?: () => boolean;
  readonly fetched?: () => void | Promise<void>;
}

/**
 * The part of the worker that answers programs. The test sets what the person decides, whether Keyferry is locked, and
 * which keys the portal gives.
 */
async function rig({ decision = 'allowed', isLocked = () => false, fetched }: Given) {
  const local = fakeArea(new Map([['settings', { liveProfiles: true }]]));
  const later = (task: () => void, ms: number) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  };
  const table = createLiveTable({ local, later, changed: () => undefined });
  await table.put([liveProfile()]);
  const asked: unknown[] = [];
  const decided: unknown[] = [];
  const grants = {
    isLocked: async () => isLocked(),
    refuses: async ({ isPaused }: LiveProfile) => isPaused || isLocked(),
    decide: async (...given: unknown[]) => {
      decided.push(given);
      return decision;
    },
  } as Partial<LiveGrants> as LiveGrants;
  const fetchKeys = async () => {
    asked.push(1);
    await fetched?.();
    return credentials();
  };
  const clock = { aheadMs: async () => 0 };
  const settings = createSettingsStore(local, undefined);
  const rules = createLiveRules({ policy: createManagedPolicy(undefined), settings });
  const sessions = { of: async () => ({ identity: 'u' }) as LiveSession, known: async () => [] };
  const answers = createLiveAnswers({
    ...{ table, grants, later, clock, now: Date.now, questions: { open: async () => [] }, lock: async () => undefined },
    forgetProfile: async () => undefined,
    sessions,
    access: createLiveAccess({ table, rules, grants, sessions }),
    tickets: createTickets(),
    keys: createLiveKeys({ source: { fetchKeys }, clock, now: Date.now }),
    guard: { check: async () => undefined },
  });
  const ask = async () => {
    const request = { v: 1, id: 1, kind: 'live-credentials', profile: 'dev', client, ticket: ticket() } as const;
    try {
      return await answers['live-credentials'](request);
    } catch (error) {
      return error instanceof KeyferryError ? [error.code, error.message] : error;
    }
  };
  return { settings, answers, asked, decided, ask, table };
}

it('while a question to the person is open, a program gets an error that names the program and the profile', async () => {
  const { ask, asked, decided } = await rig({ decision: 'asking' });
  expect(await ask()).toEqual(['LIVE_ASKING', expect.stringMatching(/terraform.*dev/)]);
  expect(asked).toEqual([]);
  expect(decided).toMatchObject([[{ name: 'dev', grant: 'session' }, client, { identity: 'u' }]]);
});

it('when the person denies access, the program’s request is refused and no keys are fetched', async () => {
  const { ask, asked } = await rig({ decision: 'refused' });
  expect(await ask()).toEqual(['LIVE_REFUSED', expect.any(String)]);
  expect(asked).toEqual([]);
});

it('while everything is locked, a program’s request opens no question, and no keys are fetched', async () => {
  const { ask, asked, decided } = await rig({ isLocked: () => true });
  expect(await ask()).toEqual(['LIVE_REFUSED', expect.any(String)]);
  expect([asked, decided]).toEqual([[], []]);
});

it('keys that arrive after the person locked everything are not given out', async () => {
  const state = { isLocked: false };
  const { ask } = await rig({
    isLocked: () => state.isLocked,
    fetched: () => {
      state.isLocked = true;
    },
  });
  expect(await ask()).toEqual(['LIVE_REFUSED', expect.any(String)]);
});

it('keys that arrive after the person paused the profile are not given out', async () => {
  const paused = await rig({ fetched: () => paused.table.change(['dev'], { isPaused: true }) });
  expect(await paused.ask()).toEqual(['LIVE_REFUSED', expect.any(String)]);
});

it('keys that arrive after the profile’s name was set up for another role are not given out', async () => {
  const changed = await rig({ fetched: () => changed.table.put([liveProfile({ roleName: 'ReadOnly' })]) });
  expect(await changed.ask()).toEqual(['LIVE_REFUSED', expect.any(String)]);
});

it('keys that arrive after live profiles were turned off are not given out', async () => {
  const off = await rig({ fetched: () => off.settings.change({ liveProfiles: false }) });
  expect(await off.ask()).toEqual(['LIVE_REFUSED', expect.any(String)]);
});

it('attack 40: two browsers with Keyferry have different installation ids', async () => {
  const ids = await Promise.all(
    ['one', 'two'].map(async (newId) => {
      const worker = fakeWorker({ ...fakePortal(), newId: () => newId });
      return worker.worker.live.installation.get();
    }),
  );
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
});
