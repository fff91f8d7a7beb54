import { expect, it } from 'vitest';
import { pass, useFakeClock } from '../../fake-clock.ts';
import { popup, viewOf } from '../../fakes.ts';
import { askKeys, liveWorker, named } from '../live-rig.ts';

useFakeClock();

/** A worker with two live profiles whose grant is “ask”, and an open question about each profile. */
async function withQuestions() {
  const { worker, portal } = await liveWorker(undefined, [named('dev'), named('ro', 'ReadOnly')]);
  for (const name of ['dev', 'ro']) {
    await worker.send(popup, 'popup/set-live-access', { name, grant: 'ask' });
    expect(await askKeys(worker, name)).toMatchObject({ ok: false, code: 'LIVE_ASKING' });
  }
  const open = async () => {
    await pass(1000);
    return viewOf(worker).live.questions.map(({ profile }: { readonly profile: string }) => profile);
  };
  expect(await open()).toEqual(['dev', 'ro']);
  return { worker, portal, open };
}

it('a question ends when its profile is paused, and questions about other profiles stay open', async () => {
  const { worker, open } = await withQuestions();
  await worker.send(popup, 'popup/pause-live', { names: ['dev'], paused: true });
  expect(await open()).toEqual(['ro']);
  await worker.send(popup, 'popup/pause-live', { names: ['dev'], paused: false });
  expect(await open()).toEqual(['ro']);
});

it('a pause of a live profile cancels the person’s answer “allow for one hour”, but not the grant “this session”', async () => {
  const { worker } = await withQuestions();
  await worker.send(popup, 'popup/set-live-access', { name: 'ro', grant: 'session' });
  const [question] = viewOf(worker).live.questions;
  await worker.send(popup, 'popup/answer-question', { id: question?.id, answer: 'hour' });
  expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true });
  for (const paused of [true, false]) await worker.send(popup, 'popup/pause-live', { names: ['dev', 'ro'], paused });
  expect(await askKeys(worker, 'ro')).toMatchObject({ ok: true });
  expect(await askKeys(worker, 'dev')).toMatchObject({ ok: false, code: 'LIVE_ASKING' });
});

it('when live profiles are turned off, open questions end, and the person’s earlier answers do not count any more', async () => {
  const { worker, open } = await withQuestions();
  const [question] = viewOf(worker).live.questions;
  await worker.send(popup, 'popup/answer-question', { id: question?.id, answer: 'hour' });
  await worker.send(popup, 'popup/switch-live', { on: false });
  expect(await open()).toEqual([]);
  await worker.send(popup, 'popup/switch-live', { on: true });
  expect(await askKeys(worker, 'dev')).toMatchObject({ ok: false, code: 'LIVE_ASKING' });
});
