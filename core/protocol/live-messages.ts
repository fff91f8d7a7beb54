import * as v from 'valibot';
import { exactly } from '../schema.ts';
import { LiveGrant, LiveName, QuestionAnswer } from './live.ts';
import type { QuestionView } from './live-view.ts';
import { reply } from './reply-type.ts';
import type { View } from './view.ts';

const liveNames = v.pipe(v.array(LiveName), v.minLength(1), v.maxLength(1000));

/**
 * The messages about existing live profiles, and about questions whether a program may get keys. They have the same
 * structure as `messages`.
 */
export const liveMessages = {
  /** Pauses these live profiles, or ends the pause. Programs get no keys from a paused profile. */
  'popup/pause-live': {
    from: ['popup'],
    body: exactly({ names: liveNames, paused: v.boolean() }),
    reply: reply<null>(),
  },
  /** Removes live profiles from the extension's storage and from the config file. */
  'popup/stop-live': {
    from: ['popup'],
    body: exactly({ names: liveNames }),
    reply: reply<{ readonly removed: readonly string[] }>(),
  },
  /**
   * Locks or unlocks all live profiles. A lock erases the keys in memory and the person's answers to questions. While
   * the lock lasts, no program gets keys.
   */
  'popup/lock-live': { from: ['popup'], body: exactly({ locked: v.boolean() }), reply: reply<null>() },
  /** Changes which programs may use a live profile. */
  'popup/set-live-access': {
    from: ['popup'],
    body: exactly({ name: LiveName, grant: v.optional(LiveGrant), notForAgents: v.optional(v.boolean()) }),
    reply: reply<null>(),
  },
  /** Turns all live profiles on or off. If they are off, no port stays open and no socket exists. */
  'popup/switch-live': { from: ['popup', 'options'], body: exactly({ on: v.boolean() }), reply: reply<View>() },

  /** The person's answer to a question. The message fails with QUESTION_ENDED if the question is no longer open. */
  'popup/answer-question': {
    from: ['popup', 'question'],
    body: exactly({ id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)), answer: QuestionAnswer }),
    reply: reply<null>(),
  },
  /** Asks for the questions that are still open. The reply lists the oldest question first. */
  'question/open': {
    from: ['question'],
    body: exactly({}),
    reply: reply<{ readonly questions: readonly QuestionView[] }>(),
  },
} as const;
