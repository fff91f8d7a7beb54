import { describe, expect, it } from 'vitest';
import type { QuestionView } from '#core/protocol/live-view.ts';
import { untilIn } from '../../waiting.ts';
import {
  answer,
  answerQuestion,
  clickWhenShown,
  open,
  opened,
  page,
  press,
  sent,
  store,
  text,
  waitSent,
  waitText,
} from '../popup/driven-page.ts';
import { error, ok } from '../popup/preview/fixtures.ts';
import { questionFixture, questionsChanged, questionView } from '../popup/preview/screens/question.ts';

const settled = () => untilIn(page, () => document.querySelector('.answers [aria-disabled=false]') !== null);
const answers = () => sent('popup/answer-question');
/** Clicks all answer buttons at once, inside the page. */
const clickAll = () => page.$$eval('.answers button', (all) => all.map((each) => (each as HTMLElement).click()));
const changed = () => store(questionsChanged.area, questionsChanged.key, Math.random());
const openQuestion = async (...questions: QuestionView[]) => {
  await open(questionFixture(...questions), 'question');
  await page.waitForSelector('.question');
};

describe('the question window', () => {
  it.each([
    ['Set up', 'once'],
    ['Deny', 'deny'],
  ])(
    'shows the account, role, name and portal of a requested new profile, with the button “%s”',
    async (name, given) => {
      await openQuestion(questionView({ setUp: { portal: 'demo' }, accountName: 'Team\u202e A\nSet up' }));
      await settled();
      expect(await page.$$eval('h1, .answers button', (all) => all.map((each) => each.textContent))).toEqual([
        ...['A program asks for a new profile', 'Set up', 'Deny'],
      ]);
      const shown = await text('.question');
      for (const part of [
        'New profile',
        'team-a-dev-admin',
        '111122223333',
        'AdministratorAccess',
        'demo',
        'terraform',
      ])
        expect(shown).toContain(part);
      expect(shown).not.toContain('\u202e');
      await answer('question/open', ok({ questions: [] }));
      await answerQuestion(name);
      await waitSent('popup/answer-question');
      expect(await answers()).toEqual([{ id: 'question-1', answer: given }]);
    },
  );

  it.each([
    ['Allow for 1 hour', 'hour'],
    ['Allow once', 'once'],
    ['Deny', 'deny'],
  ])('sends the answer of the button “%s” to the worker, and closes after the last question', async (name, given) => {
    await openQuestion(questionView());
    await settled();
    await answer('question/open', ok({ questions: [] }));
    await answerQuestion(name);
    await waitSent('popup/answer-question');
    expect(await answers()).toEqual([{ id: 'question-1', answer: given }]);
    await untilIn(page, () => window.fake.opened.includes('closed tab 7'));
  });

  it('shows the account, role, profile and program of a request for keys, and warns if the program’s name is not verified', async () => {
    await openQuestion(questionView({ isProduction: true, client: { program: 'aws', isVerified: false } }));
    const shown = await text('main');
    for (const part of ['Team A dev', '111122223333', 'AdministratorAccess', 'team-a-dev-admin', 'production', 'aws']) {
      expect(shown).toContain(part);
    }
    expect(shown).toContain('The program says it is');
    await answer('question/open', ok({ questions: [questionView({ id: 'question-2' })] }));
    await changed();
    await waitText('main', 'The program');
    await waitText('main', 'terraform');
    expect(await text('main')).not.toContain('says it is');
  });

  it('attack 6: shows names as text, even if they look like markup, and without control characters', async () => {
    const hostile = '<img src=x onerror=alert(1)>\u202e\u0000evil';
    await openQuestion(questionView({ client: { program: hostile, isVerified: true } }));
    expect(await text('main')).toContain('<img src=x onerror=alert(1)>\ufffd\ufffdevil');
    expect(await page.$('main img')).toBeNull();
  });

  it('uses no data from the address of the window', async () => {
    await openQuestion(questionView());
    await page.goto(`${page.url()}?id=evil&profile=evil#evil`);
    await page.waitForSelector('.question');
    expect(await text('main')).not.toContain('evil');
  });

  it('closes at once if no question is open', async () => {
    await open(questionFixture(), 'question');
    await untilIn(page, () => window.fake.opened.includes('closed tab 7'));
  });

  it('shows how many questions wait, and shows the next question when the first question was answered in the popup', async () => {
    await openQuestion(questionView(), questionView({ id: 'question-2', profile: 'other' }));
    expect(await text('header')).toContain('1 of 2 questions');
    await answer('question/open', ok({ questions: [questionView({ id: 'question-2', profile: 'other' })] }));
    await changed();
    await waitText('.question', 'other');
    expect(await opened()).toEqual([]);
  });

  it('denies all questions after a click on one button', async () => {
    await openQuestion(questionView(), questionView({ id: 'question-2' }));
    await settled();
    await answerQuestion('Deny all 2 questions');
    await waitSent('popup/answer-question', 2);
    expect(await answers()).toEqual([
      { id: 'question-1', answer: 'deny' },
      { id: 'question-2', answer: 'deny' },
    ]);
  });

  it('shows why the user’s answer to a question had no effect', async () => {
    await openQuestion(questionView());
    await settled();
    await answer('popup/answer-question', error('QUESTION_ENDED'));
    await answerQuestion('Allow once');
    await waitText('[role=alert]', 'This question has ended, so nothing was allowed.');
  });
});

describe('a key press or click that was not meant for the question window', () => {
  it('attack 61: answers no question when the question window appears, because no button has the focus', async () => {
    await openQuestion(questionView());
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
    await settled();
    await press('Space', 'Enter', 'y', 'a');
    expect(await answers()).toEqual([]);
  });

  it('attack 61: answers no question in the first second after the question appears', async () => {
    await open(questionFixture(), 'question');
    await untilIn(page, () => window.fake.opened.length === 1);
    await answer('question/open', ok({ questions: [questionView()] }));
    const clicks = clickWhenShown('team-a-dev-admin');
    await changed();
    expect(await clicks).toBe(3);
    await settled();
    expect(await answers()).toEqual([]);
    await clickAll();
    // Only the first click has an effect. The other clicks come at the same moment, so the page ignores them.
    await waitSent('popup/answer-question');
    expect(await answers()).toEqual([{ id: 'question-1', answer: 'hour' }]);
  });

  it.each(['focus', 'visibilitychange'])(
    'attack 61: answers no question in the first second after the event %s',
    async (name) => {
      await openQuestion(questionView());
      await settled();
      await page.evaluate((event) => {
        (event === 'focus' ? window : document).dispatchEvent(new Event(event));
        for (const each of document.querySelectorAll<HTMLElement>('.answers button')) each.click();
      }, name);
      expect(await answers()).toEqual([]);
      await answerQuestion('Deny');
      await waitSent('popup/answer-question');
    },
  );

  it('attack 61: answers no question in the first second after another question replaced the shown question', async () => {
    await openQuestion(questionView(), questionView({ id: 'question-2' }));
    await settled();
    await page.focus('.answers button');
    await answer('question/open', ok({ questions: [questionView({ id: 'question-2', profile: 'other' })] }));
    const clicks = clickWhenShown('other');
    await changed();
    expect(await clicks).toBe(3);
    await settled();
    expect(await answers()).toEqual([]);
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  });

  it('attack 61: answers no question when the person comes back to the question window, because no button has the focus', async () => {
    await openQuestion(questionView());
    await settled();
    await page.focus('.answers button');
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  });
});
