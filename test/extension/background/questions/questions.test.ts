import { describe, expect, it, vi } from 'vitest';
import { PATIENCE_MS } from '../../../waiting.ts';
import {
  client,
  FIREFOX_URL,
  liveProfile,
  MINUTE,
  questionRig,
  SECOND,
  session,
  useSimulatedClock,
} from './question-rig.ts';

useSimulatedClock();

type Rig = ReturnType<typeof questionRig>;

/** Sends 50 requests in each second. Each request has a different program name. */
async function flood({ decide, pass }: Rig, seconds: number, firstName = 0): Promise<string[]> {
  const decisions: string[] = [];
  for (let nth = 0; nth < seconds * 50; nth += 1) {
    decisions.push(await decide(liveProfile(), client({ program: `tool-${firstName + nth}` })));
    await pass(20);
  }
  return decisions;
}

describe('a question', () => {
  it('contains account, role, profile, program and time', async () => {
    const { decide, open } = questionRig();
    await decide(liveProfile(), client({ folder: '/home/me' }));
    expect(await open()).toEqual([
      {
        id: 'question-1',
        profile: 'team-a',
        accountId: '111122223333',
        accountName: 'Team A',
        roleName: 'Admin',
        isProduction: true,
        client: { program: 'terraform', folder: '/home/me', isVerified: true },
        askedAt: Date.now(),
      },
    ]);
  });

  it('is opened only once, however often the program sends requests', async () => {
    const { decide, open, windows } = questionRig();
    for (let nth = 0; nth < 10; nth += 1) expect(await decide()).toBe('asking');
    expect([(await open()).length, windows.created.length]).toEqual([1, 1]);
  });

  it('ends after two minutes: its window closes, and a later answer allows nothing', async () => {
    const { parts, decide, pass, open, windows, badge } = questionRig();
    await decide();
    const [question] = await open();
    await pass(2 * MINUTE - SECOND);
    expect([(await open()).length, windows.open.size]).toEqual([1, 1]);
    await pass(SECOND);
    expect([await open(), windows.open.size, badge.at(-1)]).toEqual([[], 0, '']);
    await expect(parts().questions.answer(question?.id ?? '', 'hour')).rejects.toMatchObject({
      code: 'QUESTION_ENDED',
    });
    expect(await decide()).toBe('asking');
  });

  it('ends after two minutes even if the browser sends no event', async () => {
    const { decide, windows, badge } = questionRig();
    await decide();
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect([windows.open.size, badge.at(-1)]).toEqual([0, '']);
  });

  it('stays open when an answer with an unknown id arrives', async () => {
    const { parts, decide, open } = questionRig();
    await decide();
    await expect(parts().questions.answer('other', 'hour')).rejects.toMatchObject({ code: 'QUESTION_ENDED' });
    expect(await open()).toHaveLength(1);
  });
});

describe('the question window', () => {
  it('opens in the background in Chromium, at a position that the browser chooses, and then draws attention', async () => {
    const { decide, windows } = questionRig();
    await decide();
    expect(windows.created).toEqual([
      { type: 'popup', url: expect.stringMatching(/question\/index\.html$/), width: 460, height: 560, focused: false },
    ]);
    expect(windows.updates).toEqual([{ id: 1, drawAttention: true }]);
  });

  it('opens minimized in Firefox, because other new windows get the focus there, and then draws attention', async () => {
    const { decide, windows } = questionRig({ url: FIREFOX_URL });
    await decide();
    expect(windows.created).toEqual([{ type: 'popup', url: FIREFOX_URL, state: 'minimized' }]);
    expect(windows.updates).toEqual([{ id: 1, drawAttention: true }]);
  });

  it('opens only once: it also shows further questions, and closes after the last answer', async () => {
    const { decide, answer, open, windows } = questionRig();
    for (const name of ['team-a', 'team-b', 'team-c']) await decide(liveProfile({ name }));
    expect((await open()).map(({ profile }) => profile)).toEqual(['team-a', 'team-b', 'team-c']);
    await answer('hour');
    await answer('deny');
    expect(windows.open.size).toBe(1);
    await answer('once');
    expect([windows.created.length, windows.open.size]).toEqual([1, 0]);
  });

  it('opens again only for a new question after the person closed the window', async () => {
    const { decide, closeWindow, open, windows, restartWorker } = questionRig();
    await decide();
    closeWindow();
    await decide();
    await restartWorker();
    expect([windows.created.length, (await open()).length]).toEqual([1, 1]);
    await decide(liveProfile({ name: 'team-b' }));
    expect(windows.created).toHaveLength(2);
  });

  it('opens at most three times in ten minutes; after that, only the badge shows questions', async () => {
    const { decide, answer, open, pass, windows, badge } = questionRig();
    for (const name of ['a', 'b', 'c']) {
      await decide(liveProfile({ name }));
      await answer('once');
    }
    expect(await decide(liveProfile({ name: 'd' }))).toBe('asking');
    expect([windows.created.length, windows.open.size, (await open()).length, badge.at(-1)]).toEqual([3, 0, 1, '?']);
    await answer('once');
    expect(await decide(liveProfile({ name: 'd' }))).toBe('allowed');
    await pass(10 * MINUTE);
    await decide(liveProfile({ name: 'e' }));
    expect(windows.created).toHaveLength(4);
  });

  it('opens after the first request, even if the worker gets no other event', async () => {
    const { parts, windows } = questionRig();
    const { grants } = parts();
    expect(await grants.decide(liveProfile(), client(), session())).toBe('asking');
    await vi.waitFor(() => expect(windows.open.size).toBe(1), PATIENCE_MS);
  });

  it('may fail to open: then the badge shows the question, which can still be answered', async () => {
    const { decide, answer, windows, badge } = questionRig();
    windows.fails = true;
    expect(await decide()).toBe('asking');
    expect(badge.at(-1)).toBe('?');
    await answer('hour');
    expect(await decide()).toBe('allowed');
  });
});

describe('a program that sends 50 requests a second, each with another program name', () => {
  it('attack 62: opens one window with three questions, and opens no more questions after a denial', async () => {
    const rig = questionRig();
    const first = await flood(rig, 10);
    expect(first.filter((each) => each === 'asking').length).toBe(3);
    expect(new Set(first)).toEqual(new Set(['asking', 'refused']));
    expect([rig.windows.created.length, (await rig.open()).length]).toEqual([1, 3]);
    await rig.answer('deny');
    expect(new Set(await flood(rig, 60, 10_000))).toEqual(new Set(['refused']));
    expect([rig.windows.created.length, rig.windows.open.size, rig.badge.at(-1)]).toEqual([1, 0, '']);
  });

  it('attack 62: opens no second window within five minutes if the person does not answer', async () => {
    const rig = questionRig();
    await flood(rig, 1);
    for (let minute = 0; minute < 4; minute += 1) {
      await rig.pass(MINUTE);
      await flood(rig, 1, 1000 * (minute + 1));
    }
    expect([rig.windows.created.length, await rig.open()]).toEqual([1, []]);
  });

  it('attack 62: opens at most 20 questions in one window, even if it requests many profiles', async () => {
    const { decide, open, windows } = questionRig();
    for (let nth = 0; nth < 100; nth += 1) await decide(liveProfile({ name: `p${nth}` }));
    expect([windows.created.length, (await open()).length]).toEqual([1, 20]);
  });

  it('attack 62: does not delay a program that was allowed before', async () => {
    const rig = questionRig();
    await rig.decide();
    await rig.answer('hour');
    await flood(rig, 1);
    expect(await rig.decide()).toBe('allowed');
  });
});

describe('if the browser stops the worker while a question is open', () => {
  it('attack 63: the answer counts for the new worker, and the window closes after the last answer', async () => {
    const { decide, answer, open, restartWorker, windows } = questionRig();
    await decide();
    await restartWorker();
    expect([(await open()).length, windows.created.length, windows.open.size]).toEqual([1, 1, 1]);
    await answer('hour');
    expect([await open(), windows.open.size]).toEqual([[], 0]);
    await restartWorker();
    expect(await decide()).toBe('allowed');
  });

  it('attack 63: when the new worker starts, it closes the window of a question that has ended', async () => {
    const { decide, pass, restartWorker, windows, memory } = questionRig();
    await decide();
    const before = new Map(memory.data);
    await pass(2 * MINUTE);
    // Restores the storage, as if the browser had stopped the earlier worker before the question ended.
    for (const [key, value] of before) memory.data.set(key, value);
    windows.open.set(1, {});
    await restartWorker();
    expect(windows.open.size).toBe(0);
  });

  it('attack 63: the new worker opens the question window if the earlier worker did not open it', async () => {
    const { decide, restartWorker, windows, memory } = questionRig();
    await decide();
    windows.open.clear();
    memory.data.delete('question-window');
    await restartWorker();
    expect(windows.open.size).toBe(1);
  });
});

describe('a notification about a question', () => {
  it('is shown with the question window, contains program and profile, and is removed after the person’s answer', async () => {
    const { decide, answer, notices, cleared } = questionRig({ allowsNotices: true });
    await decide(liveProfile(), client({ program: 'terra\u202eform' }));
    await decide(liveProfile(), client({ program: 'aws' }));
    expect(notices).toEqual([
      { id: 'question', message: 'terra\ufffdform asks for the profile team-a. Answer in the window of Keyferry.' },
    ]);
    await answer('deny');
    expect(cleared).toContain('question');
  });

  it('brings the question window to the front when the person clicks the notification, but not at a click on another one', async () => {
    const { parts, decide, windows } = questionRig({ allowsNotices: true });
    await decide();
    await parts().questionNotice.clicked('renew ["x"]');
    expect(windows.updates).toHaveLength(1);
    await parts().questionNotice.clicked('question');
    expect(windows.updates.at(-1)).toEqual({ id: 1, focused: true });
  });

  it('is not shown if no question window opens', async () => {
    const { decide, answer, notices } = questionRig({ allowsNotices: true });
    for (const name of ['a', 'b', 'c', 'd']) {
      await decide(liveProfile({ name }));
      await answer('once');
    }
    expect(notices).toHaveLength(3);
  });
});
