import { LIVE_ANSWERS_KEY, QUESTION_MS, type QuestionView } from '#core/protocol/live-view.ts';
import { type Area, createQueue, readValue } from '../storage/areas.ts';

/** If the clock is set back by less than this time, the system has only corrected the clock, ms. */
const CLOCK_NOISE_MS = 5_000;
/**
 * While the worker is used, the current time is stored at least this often, ms. If the clock later shows an earlier
 * time than the stored time, the clock was set back.
 */
const SEEN_MS = 10_000;

/** A person's answer that allows keys for some time. */
export interface Allowed {
  /** What the question was about, as `subjectOf` gives it. For an existing profile this is the profile's name. */
  readonly profile: string;
  /** Which program may get which profile, as `askerKey` gives it. */
  readonly asker: string;
  /** Until when the answer is valid, in epoch ms. */
  readonly until: number;
  /** Whether the answer allows only the next request. */
  readonly isOnce: boolean;
}

/** A question that a person has not answered yet. */
export interface OpenQuestion extends QuestionView {
  /** Which program asks for which profile, as `askerKey` gives it. */
  readonly asker: string;
}

/** The person's answers and the open questions. They contain names and ids, but no secret. */
export interface LiveState {
  /** The latest time that the worker has read from the clock, epoch ms. */
  readonly seenAt: number;
  readonly allowed: readonly Allowed[];
  /**
   * The profiles and other subjects about which no new question is opened now. `until` is when questions are possible
   * again, epoch ms.
   */
  readonly silenced: readonly { readonly profile: string; readonly until: number }[];
  /** The open questions, oldest first. */
  readonly questions: readonly OpenQuestion[];
}

/** A state without any answers and questions. @param seenAt epoch ms. */
export const emptyState = (seenAt: number): LiveState => ({ seenAt, allowed: [], silenced: [], questions: [] });

/**
 * The stored state, without the answers that are no longer valid and without the questions that have ended. If the
 * clock was set back, the result is an empty state, because the stored answers would be valid for too long.
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

/** Reads and changes the stored state. The state is kept when the browser restarts the worker. */
export interface LiveStates {
  /** The state, without answers that are no longer valid and without questions that have ended. */
  read(): Promise<LiveState>;
  /** Changes the state. Changes run one after another. If the state cannot be stored, rejects and changes nothing. */
  change<T>(task: (state: LiveState) => Changed<T> | Promise<Changed<T>>): Promise<T>;
}

export interface LiveStatesDeps {
  readonly memory: Area;
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
}

const contentOf = ({ seenAt: _, ...content }: LiveState): string => JSON.stringify(content);
const NOTHING = contentOf(emptyState(0));

/** Whether the next state must be written. If only `seenAt` has changed, it is written only every `SEEN_MS`. */
function mustWrite(stored: LiveState, next: LiveState): boolean {
  const content = contentOf(next);
  if (content !== contentOf(stored)) return true;
  return content !== NOTHING && Math.abs(next.seenAt - stored.seenAt) >= SEEN_MS;
}

/** Creates the part that reads and changes the stored state. */
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
