import { describe, expect, it, vi } from 'vitest';
import type { KnownClient } from '#core/protocol/live.ts';
import { client, HOUR, liveProfile, MINUTE, questionRig, SECOND, session, useSimulatedClock } from './question-rig.ts';

useSimulatedClock();

const always = liveProfile({ grant: 'always' });
const ofSession = liveProfile({ grant: 'session' });

describe('the answer “Allow for 1 hour”', () => {
  it('allows every request of the program for the profile in the question, and ends after an hour', async () => {
    const { decide, answer, pass } = questionRig();
    expect(await decide()).toBe('asking');
    await answer('hour');
    expect(await decide()).toBe('allowed');
    await pass(HOUR - SECOND);
    expect(await decide()).toBe('allowed');
    await pass(SECOND);
    expect(await decide()).toBe('asking');
  });

  it.each<[string, Partial<KnownClient>]>([
    ['another program', { program: 'aws' }],
    ['a program without a name', { program: undefined }],
    ['a script of that program', { script: 'deploy.py' }],
    ['a coding agent that runs that program', { agent: 'CLAUDECODE' }],
    ['that program on an ssh host', { via: 'ssh build-1' }],
    ['a program that only says that it is that program', { isVerified: false }],
  ])('does not allow %s', async (_, other) => {
    const { decide, answer } = questionRig();
    await decide();
    await answer('hour');
    expect(await decide(liveProfile(), client(other))).toBe('asking');
    expect(await decide()).toBe('allowed');
  });

  it('does not allow requests for another profile, or for the same name with another role or user', async () => {
    const { decide, answer } = questionRig();
    await decide();
    await answer('hour');
    expect(await decide(liveProfile({ name: 'team-b' }))).toBe('asking');
    expect(await decide(liveProfile({ accountId: '999988887777' }))).toBe('asking');
    expect(await decide(liveProfile({ user: 'user-2' }))).toBe('asking');
  });

  it('allows a script only in the folder that the question showed', async () => {
    const { decide, answer } = questionRig();
    const script = client({ program: 'python3', script: 'deploy.py', folder: '/home/me/a' });
    await decide(liveProfile(), script);
    await answer('hour');
    expect(await decide(liveProfile(), script)).toBe('allowed');
    expect(await decide(liveProfile(), { ...script, folder: '/home/me/b' })).toBe('asking');
  });

  it('allows a program in every terminal, and in every folder if the program runs no script', async () => {
    const { decide, answer } = questionRig();
    await decide(liveProfile(), client({ terminal: 'pts/1', folder: '/a' }));
    await answer('hour');
    expect(await decide(liveProfile(), client({ terminal: 'pts/2', folder: '/b' }))).toBe('allowed');
  });
});

describe('the answer “Allow once”', () => {
  it('allows only the next request', async () => {
    const { decide, answer } = questionRig();
    await decide();
    await answer('once');
    expect(await decide()).toBe('allowed');
    expect(await decide()).toBe('asking');
  });

  it('allows only one of two requests that come at the same time', async () => {
    const { parts, decide, answer } = questionRig();
    await decide();
    await answer('once');
    const { grants } = parts();
    const both = [1, 2].map(() => grants.decide(liveProfile(), client(), session()));
    expect((await Promise.all(both)).toSorted()).toEqual(['allowed', 'asking']);
  });

  it('ends after two minutes', async () => {
    const { decide, answer, pass } = questionRig();
    await decide();
    await answer('once');
    await pass(2 * MINUTE);
    expect(await decide()).toBe('asking');
  });
});

describe('the answer “Deny”', () => {
  it('refuses all requests for the profile for five minutes, even under other program names; then the person is asked again', async () => {
    const { decide, answer, pass, open } = questionRig();
    await decide();
    await decide(liveProfile(), client({ program: 'aws' }));
    await answer('deny');
    expect(await open()).toEqual([]);
    for (const program of ['terraform', 'aws', 'other', undefined]) {
      expect(await decide(liveProfile(), client({ program }))).toBe('refused');
    }
    await pass(5 * MINUTE - SECOND);
    expect(await decide()).toBe('refused');
    await pass(SECOND);
    expect(await decide()).toBe('asking');
  });

  it('changes nothing for other profiles and for programs that were allowed before', async () => {
    const { decide, answer } = questionRig();
    await decide();
    await answer('hour');
    await decide(liveProfile(), client({ program: 'aws' }));
    await answer('deny');
    expect(await decide()).toBe('allowed');
    expect(await decide(liveProfile({ name: 'team-b' }))).toBe('asking');
  });
});

describe('the grant “this session”', () => {
  it('allows every local program without a question until another session begins', async () => {
    const { parts, decide, open } = questionRig();
    await parts().grants.allowSession(['team-a'], session());
    expect(await decide(ofSession)).toBe('allowed');
    expect(await decide(ofSession, client({ program: 'other', isVerified: false }))).toBe('allowed');
    expect(await open()).toEqual([]);
    expect(await decide(ofSession, client(), session('mark-of-b'))).toBe('asking');
  });

  it('needs a first answer of the person: the first request opens a question', async () => {
    expect(await questionRig().decide(ofSession)).toBe('asking');
  });

  it('ends after 12 hours', async () => {
    const { parts, decide, pass } = questionRig();
    await parts().grants.allowSession(['team-a'], session());
    await pass(12 * HOUR - SECOND);
    expect(await decide(ofSession)).toBe('allowed');
    await pass(SECOND);
    expect(await decide(ofSession)).toBe('asking');
  });

  it('still counts after a restart of the browser, but only for the same session', async () => {
    const { parts, decide, restartBrowser } = questionRig();
    await parts().grants.allowSession(['team-a'], session());
    await restartBrowser();
    expect(await decide(ofSession)).toBe('allowed');
    expect(await decide(ofSession, client(), session('mark-of-b'))).toBe('asking');
  });

  it('is stored on disk only as a fingerprint, which does not reveal the token', async () => {
    const { parts, local } = questionRig();
    await parts().grants.allowSession(['team-a'], session('MARKEXAMPLE'));
    expect(local.data.size).toBe(1);
    expect(JSON.stringify([...local.data])).not.toContain('MARKEXAMPLE');
  });

  it('ends when the person sets another grant, and does not come back when “this session” is set again', async () => {
    const { parts, decide } = questionRig();
    await parts().grants.allowSession(['team-a', 'team-b'], session());
    await parts().grants.forget('team-a');
    expect(await decide(ofSession)).toBe('asking');
    expect(await decide(liveProfile({ name: 'team-b', grant: 'session' }))).toBe('allowed');
  });
});

describe('the grant', () => {
  it('“always” allows every local program, also after a restart of the browser', async () => {
    const { decide, restartBrowser } = questionRig();
    expect(await decide(always)).toBe('allowed');
    await restartBrowser();
    expect(await decide(always, client({ program: 'other' }), session('mark-of-b'))).toBe('allowed');
  });

  it.each([always, ofSession])('$grant does not allow requests over ssh or from a container', async (profile) => {
    const { parts, decide, answer } = questionRig();
    await parts().grants.allowSession(['team-a'], session());
    const remote = client({ via: 'ssh build-1' });
    expect(await decide(profile, remote)).toBe('asking');
    await answer('hour');
    expect(await decide(profile, remote)).toBe('allowed');
    expect(await decide(profile, client({ via: 'ssh build-2' }))).toBe('asking');
  });

  it.each([always, ofSession])('$grant does not count if an administrator requires a question', async (profile) => {
    const { parts, decide, answer } = questionRig({ policy: { liveAlwaysAsk: true } });
    await parts().grants.allowSession(['team-a'], session());
    expect(await decide(profile)).toBe('asking');
    await answer('hour');
    expect(await decide(profile)).toBe('allowed');
  });
});

describe('a profile that is not for agents', () => {
  it.each([
    ['the profile', {}, true],
    ['an administrator', { liveNotForAgents: true }, false],
  ])('refuses every agent without a question if the setting comes from %s', async (_, policy, notForAgents) => {
    const { decide, open } = questionRig({ policy });
    const profile = { ...always, notForAgents };
    expect(await decide(profile, client({ agent: 'CLAUDECODE' }))).toBe('refused');
    expect(await open()).toEqual([]);
    expect(await decide(profile)).toBe('allowed');
  });
});

describe('a lock of all profiles', () => {
  it('refuses every request; all open questions and the person’s earlier answers end', async () => {
    const { parts, decide, answer, open, windows } = questionRig();
    await parts().grants.allowSession(['team-b'], session());
    await decide();
    await answer('hour');
    await decide(liveProfile(), client({ program: 'aws' }));
    await parts().grants.lockAll();
    expect([await open(), windows.open.size]).toEqual([[], 0]);
    expect(await parts().grants.isLocked()).toBe(true);
    for (const profile of [liveProfile(), always, liveProfile({ name: 'team-b', grant: 'session' })]) {
      expect(await decide(profile)).toBe('refused');
    }
    expect(await open()).toEqual([]);
    await parts().grants.unlock();
    expect(await decide(always)).toBe('allowed');
    expect(await decide(liveProfile())).toBe('asking');
    expect(await decide(liveProfile({ name: 'team-b', grant: 'session' }))).toBe('asking');
  });

  it('is still there after a restart of the worker and of the browser', async () => {
    const { parts, decide, local, restartBrowser, restartWorker } = questionRig();
    await parts().grants.lockAll();
    // The lock must be stored under the key `live-locked`. If a new version of Keyferry used another key, the lock
    // would be lost after the update.
    expect([...local.data]).toEqual([['live-locked', true]]);
    await restartWorker();
    expect(await decide(always)).toBe('refused');
    await restartBrowser();
    expect(await decide(always)).toBe('refused');
    expect(await parts().grants.isLocked()).toBe(true);
  });
});

describe('a clock that is set back', () => {
  it('by an hour makes all answers and questions end', async () => {
    const { parts, decide, answer, pass, open } = questionRig();
    await parts().grants.allowSession(['team-b'], session());
    await decide();
    await answer('hour');
    await pass(20 * MINUTE);
    await decide(liveProfile(), client({ program: 'aws' }));
    vi.setSystemTime(Date.now() - HOUR);
    expect(await open()).toEqual([]);
    expect(await decide(liveProfile({ name: 'team-b', grant: 'session' }))).toBe('asking');
    expect(await decide()).toBe('asking');
  });

  it('also ends the answer “Allow for 1 hour” if the worker has handled only alarms since the person’s answer', async () => {
    const { decide, answer, pass } = questionRig();
    await decide();
    await answer('hour');
    // After each step, `pass` runs the checks that the worker also runs after an alarm.
    for (let step = 0; step < 50; step += 1) await pass(MINUTE);
    vi.setSystemTime(Date.now() - 30 * MINUTE);
    expect(await decide()).toBe('asking');
  });

  it('by a second, as when the system corrects its time, changes nothing', async () => {
    const { decide, answer } = questionRig();
    await decide();
    await answer('hour');
    vi.setSystemTime(Date.now() - SECOND);
    expect(await decide()).toBe('allowed');
  });
});

describe('grants', () => {
  it('do not allow requests for a paused profile', async () => {
    expect(await questionRig().decide({ ...always, isPaused: true })).toBe('refused');
  });

  it('can be forgotten for one profile without a change for other profiles', async () => {
    const { parts, decide, answer, open } = questionRig();
    const names = ['team-a', 'team-b'];
    for (const name of names) {
      await decide(liveProfile({ name }));
      await answer('hour');
    }
    for (const name of names) await decide(liveProfile({ name }), client({ program: 'aws' }));
    await parts().grants.forget('team-a');
    expect((await open()).map(({ profile }) => profile)).toEqual(['team-b']);
    expect(await decide(liveProfile({ name: 'team-b' }))).toBe('allowed');
    expect(await decide()).toBe('asking');
  });

  it.each([
    ['', false],
    [', also while all profiles are locked', true],
  ])('leave nothing in storage when everything is forgotten%s', async (_, isLocked) => {
    const { parts, decide, answer, local, memory } = questionRig();
    await parts().grants.allowSession(['team-a'], session());
    await decide();
    await answer('hour');
    if (isLocked) await parts().grants.lockAll();
    await parts().grants.eraseAll();
    expect(local.data.size).toBe(0);
    expect(JSON.stringify([...memory.data])).not.toContain('team-a');
    expect(await parts().grants.isLocked()).toBe(false);
    expect(await decide()).toBe('asking');
  });

  it('leave nothing in storage before the first question', async () => {
    const { local, memory, pass } = questionRig();
    await pass(MINUTE);
    expect([local.data.size, memory.data.size]).toEqual([0, 0]);
  });
});
