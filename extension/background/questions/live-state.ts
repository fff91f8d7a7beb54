import { LIVE_ANSWERS_KEY, QUESTION_MS, type QuestionView } from '#core/protocol/live-view.ts';
import { type Area, createQueue, readValue } from '../storage/areas.ts';

/** If the clock is set back by less than this time, the system has only corrected the clock, ms. */
const CLOCK_NOISE_MS = 5_000;
/**
 * While the worker runs, the time is stored at least this often, ms. With the stored time, a worker notices that the
 * clock was set back.
 */
const SEEN_MS = 10_000;

/** An answer that allows keys for some time. */
export interface Allowed {
  /** The subject of the question, as `subjectOf` gives it. This is the profile's name, except for a new profile. */
  readonly profile: string;
  /** Who asks for what, as `askerKey` gives it. */
  readonly asker: string;
  /** When the answer ends, in epoch ms. */
  readonly until: number;
  /** Whether the answer allows only the next request. */
  readonly isOnce: boolean;
}

/** A question that waits for an answer. */
export interface OpenQuestion extends QuestionView {
  /** Who asks for what, as `askerKey` gives it. */
  readonly asker: string;
}

/** The answers and open questions. They contain names and ids, but no secret. */
export interface LiveState {
  /** The latest moment that the worker has seen, epoch ms. */
  readonly seenAt: number;
  readonly allowed: readonly Allowed[];
  /**
   * Profiles and other subjects about which the browser opens no new question for some time. `until` is the end of this
   * time, epoch ms.
   */
  readonly silenced: readonly { readonly profile: string; readonly until: number }[];
  /** Oldest first. */
  readonly questions: readonly OpenQuestion[];
}

/** The state without answers and questions. @param seenAt epoch ms. */
export const emptyState = (seenAt: number): LiveState => ({ seenAt, allowed: [], silenced: [], questions: [] });

/**
 * The stored state without everything that has ended. If the clock was set back, the state is dropped, because its
 * answers would be valid for too long.
 * @param now epoch ms.
 */
export function stateAt(stored: LiveState | null, now: number): LiveState {
  if (!stored || now < stored.seenAt - CLOCK_NOISE_MS) return emptyState(now);
  return {
    seenAt: Math.max(now, stored.seenAt),
    allowed: stored.allowed.filter(({ until }) => now < until),
    silenced: stored.silenced.filter(({ until }) => now < until),
    questions: stored.questions.filter(({ askedAt }) => now < askedAt + QUESTION_MS),
  };
}

/** The next state, and the result of the change. */
export type Changed<T> = readonly [next: LiveState, result: T];

/** The stored state. A new worker continues with the state of the last worker. */
export interface LiveStates {
  /** The state without everything that has ended. */
  read(): Promise<LiveState>;
  /** Changes the state. Changes never overlap. Rejects when the state cannot be stored; then nothing has changed. */
  change<T>(task: (state: LiveState) => Changed<T> | Promise<Changed<T>>): Promise<T>;
}

export interface LiveStatesDeps {
  readonly memory: Area;
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
}

const contentOf = ({ seenAt: _, ...content }: LiveState): string => JSON.stringify(content);
const NOTHING = contentOf(emptyState(0));

/** Whether the next state must be written. If only `seenAt` has changed, it is written at most every `SEEN_MS`. */
function mustWrite(stored: LiveState, next: LiveState): boolean {
  const content = contentOf(next);
  if (content !== contentOf(stored)) return true;
  return content !== NOTHING && Math.abs(next.seenAt - stored.seenAt) >= SEEN_MS;
}

/** Creates the reader and writer of the stored state. */
export function createLiveStates({ memory, now }: LiveStatesDeps): LiveStates {
  const queue = createQueue();
  const readStored = () => readValue<LiveState>(memory, LIVE_ANSWERS_KEY);
  return {
    read: () => queue(async () => stateAt(await readStored(), now())),
    change: (task) =>
      queue(async () => {
        const stored = await readStored();
        const [next, result] = await task(stateAt(stored, now()));
        if (mustWrite(stored ?? emptyState(0), next)) await memory.set({ [LIVE_ANSWERS_KEY]: next });
        return result;
      }),
  };
}
