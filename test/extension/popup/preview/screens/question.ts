import { LIVE_ANSWERS_KEY, type QuestionView } from '#core/protocol/live-view.ts';
import type { Fixture } from '../fake-browser.ts';
import { NOW, ok, popup, view } from '../fixtures.ts';
import type { ScreenCase } from './case.ts';

export const questionView = (given: Partial<QuestionView> = {}): QuestionView => ({
  id: 'question-1',
  profile: 'team-a-dev-admin',
  accountId: '111122223333',
  accountName: 'Team A dev',
  roleName: 'AdministratorAccess',
  isProduction: false,
  client: { program: 'terraform', folder: '/home/jo/infra', terminal: 'pts/3', isVerified: true },
  askedAt: NOW - 21_000,
  ...given,
});

/** The data for the question window with these open questions. */
export const questionFixture = (...questions: readonly QuestionView[]): Fixture => ({
  ...popup(view()),
  answers: { 'question/open': ok({ questions }), 'popup/answer-question': ok(null) },
});

/** The value in storage that the worker changes when there is a new question or a new answer. */
export const questionsChanged = { area: 'session', key: LIVE_ANSWERS_KEY } as const;

const long = 'a-very-long-name-without-any-blank-'.repeat(4).slice(0, 128);

export const questionScreens: readonly ScreenCase[] = [
  { name: 'question', page: 'question', fixture: questionFixture(questionView()), shows: '20 seconds ago' },
  {
    name: 'question-production',
    page: 'question',
    fixture: questionFixture(
      questionView({
        accountName: 'Billing production',
        isProduction: true,
        client: {
          program: 'python3',
          script: 'deploy.py',
          folder: '/home/jo/infra/billing',
          terminal: 'pts/3',
          agent: 'CLAUDECODE',
          isVerified: false,
        },
      }),
      questionView({ id: 'question-2' }),
      questionView({ id: 'question-3', client: { via: 'ssh build-1', isVerified: false } }),
    ),
    shows: 'The program says it is',
  },
  {
    name: 'question-set-up',
    page: 'question',
    fixture: questionFixture(questionView({ setUp: { portal: 'my-company' } })),
    shows: 'Set up',
  },
  {
    name: 'question-unknown',
    page: 'question',
    fixture: questionFixture(questionView({ accountName: null, client: { via: 'ssh build-1', isVerified: false } })),
    shows: 'The program has no known name',
  },
  {
    name: 'question-long',
    page: 'question',
    fixture: questionFixture(
      questionView({
        profile: long,
        accountName: `Account ${long}`,
        roleName: long.slice(0, 64),
        isProduction: true,
        client: {
          program: long,
          script: `deploy\u202e\n${long}`.slice(0, 128),
          folder: `/${'folder/'.repeat(70)}`,
          isVerified: false,
        },
      }),
    ),
    shows: 'The program says it is',
  },
];
