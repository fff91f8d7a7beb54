import { createBadgeLayers } from './browser/badge-layers.ts';
import type { IndexStore } from './listing/index-store.ts';
import { createAccountFacts } from './questions/account-facts.ts';
import { createLiveGrants } from './questions/live-grants.ts';
import { createLiveStates } from './questions/live-state.ts';
import { createQuestionEnds } from './questions/question-ends.ts';
import { createQuestionNotice } from './questions/question-notice.ts';
import { createQuestionWindow } from './questions/question-window.ts';
import { createQuestions } from './questions/questions.ts';
import { createSessionGrants } from './questions/session-grants.ts';
import { createSetUpQuestions } from './questions/set-up-questions.ts';
import { createManagedPolicy } from './storage/managed-policy.ts';
import type { PersonalStore } from './storage/personal-store.ts';
import type { WorkerDeps } from './worker-deps.ts';

export interface QuestionPartsDeps {
  readonly indexStore: Pick<IndexStore, 'read'>;
  readonly personal: Pick<PersonalStore, 'read'>;
  /** Publishes the view soon. */
  readonly changed: () => void;
}

type QuestionBrowser = Pick<
  WorkerDeps,
  'action' | 'areas' | 'managed' | 'windows' | 'questionUrl' | 'notifications' | 'now' | 'later' | 'newId' | 'markOf'
>;

/** Creates the parts that decide which programs may use live profiles, and that ask the person. */
export function createQuestionParts(browser: QuestionBrowser, deps: QuestionPartsDeps) {
  const { local: disk, session: memory } = browser.areas;
  const states = createLiveStates({ ...browser, memory });
  const questionNotice = createQuestionNotice({ ...browser, focusWindow: () => questionWindow.focus() });
  const questionWindow = createQuestionWindow({
    ...browser,
    memory,
    url: browser.questionUrl,
    opened: () =>
      void questions
        .open()
        .then(questionNotice.announce)
        .catch(() => undefined),
  });
  const badge = createBadgeLayers(browser);
  const mark = { show: async (all: readonly unknown[]) => badge.showQuestions(all.length) };
  const view = { show: async () => deps.changed() };
  const ends = createQuestionEnds();
  const displays = [mark, view, questionWindow, questionNotice, ends];
  const questions = createQuestions({ ...browser, states, displays });
  const accountFacts = createAccountFacts(deps);
  const grants = createLiveGrants({
    ...browser,
    ...deps,
    disk,
    states,
    policy: createManagedPolicy(browser.managed).live,
    sessionGrants: createSessionGrants({ ...browser, disk }),
    accountFacts,
    showQuestions: questions.update,
  });
  const setUpQuestions = createSetUpQuestions({
    ...browser,
    ...{ states, accountFacts, showQuestions: questions.update, ended: ends.ended },
  });
  return { badge, grants, questions, setUpQuestions, questionNotice };
}

export type QuestionParts = ReturnType<typeof createQuestionParts>;
