import { printable } from '#core/printable.ts';
import type { QuestionView } from '#core/protocol/live-view.ts';
import type { QuestionDisplay } from './questions.ts';

/** The id of the notification about questions. */
const ID = 'question';
const ICON = '/extension/icons/active-128.png';

interface Notifications {
  create(id: string, options: { type: 'basic'; iconUrl: string; title: string; message: string }): Promise<unknown>;
  clear(id: string): Promise<unknown>;
}

export interface QuestionNoticeDeps {
  /** The browser's API `notifications`; undefined until the user has allowed them. */
  readonly notifications: () => Notifications | undefined;
  /** Called when the person clicked the notification. */
  readonly focusWindow: () => Promise<void>;
}

/**
 * The notification about a program's question. It is for a person who does not see the question window. It contains no
 * secret.
 */
export interface QuestionNotice extends QuestionDisplay {
  /** Shows the notification. Call this after the question window was opened. */
  announce(questions: readonly QuestionView[]): Promise<void>;
  /** Call this when the person clicked a notification. Does nothing if it is not the notification about questions. */
  clicked(id: string): Promise<void>;
}

/** Creates the notification about questions. */
export function createQuestionNotice({ notifications, focusWindow }: QuestionNoticeDeps): QuestionNotice {
  return {
    async announce(questions) {
      const last = questions.at(-1);
      if (!last) return;
      const program = printable(last.client.program ?? 'A program');
      const [title, wish] = last.setUp
        ? ['A program asks for a new profile', `wants to set up the profile ${last.profile}`]
        : ['A program asks for keys', `asks for the profile ${last.profile}`];
      const message = `${program} ${wish}. Answer in the window of Keyferry.`;
      await notifications()?.create(ID, { type: 'basic', iconUrl: ICON, title, message });
    },
    async show(questions) {
      if (questions.length === 0) await notifications()?.clear(ID);
    },
    async clicked(id) {
      if (id !== ID) return;
      await notifications()?.clear(ID);
      await focusWindow();
    },
  };
}
