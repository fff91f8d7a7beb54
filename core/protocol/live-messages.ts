import * as v from 'valibot';
import { exactly } from '../schema.ts';
import { LiveGrant, LiveName, QuestionAnswer } from './live.ts';
import type { QuestionView } from './live-view.ts';
import { reply } from './reply-type.ts';
import type { View } from './view.ts';

const liveNames = v.pipe(v.array(LiveName), v.minLength(1), v.maxLength(1000));

/** The messages about live profiles that are set up and about the questions of programs, as in `messages`. */
export const liveMessages = {
  /** Pauses these live profiles, or ends the pause. A paused profile gives out no keys. */
  'popup/pause-live': {
    from: ['popup'],
    body: exactly({ names: liveNames, paused: v.boolean() }),
    reply: reply<null>(),
  },
  /** Removes live profiles: from the extension's table and from the config file. */
  'popup/stop-live': {
    from: ['popup'],
    body: exactly({ names: liveNames }),
    reply: reply<{ readonly removed: readonly string[] }>(),
  },
  /**
   * Locks or unlocks all live profiles. A lock drops all keys and answers. No keys are given out until the lock ends.
   */
  'popup/lock-live': { from: ['popup'], body: exactly({ locked: v.boolean() }), reply: reply<null>() },
  /** Changes which programs may use a live profile. */
  'popup/set-live-access': {
    from: ['popup'],
    body: exactly({ name: LiveName, grant: v.optional(LiveGrant), notForAgents: v.optional(v.boolean()) }),
    reply: reply<null>(),
  },
  /** The one switch of live profiles. If off, no port stays open and no socket exists. */
  'popup/switch-live': { from: ['popup', 'options'], body: exactly({ on: v.boolean() }), reply: reply<View>() },

  /** The answer to a question. Fails with QUESTION_ENDED if the question is no longer open. */
  'popup/answer-question': {
    from: ['popup', 'question'],
    body: exactly({ id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)), answer: QuestionAnswer }),
    reply: reply<null>(),
  },
  /** The open questions, oldest first. */
  'question/open': {
    from: ['question'],
    body: exactly({}),
    reply: reply<{ readonly questions: readonly QuestionView[] }>(),
  },
} as const;
