import type { QuestionAnswer } from '#core/protocol/live.ts';
import type { LiveState, OpenQuestion } from './live-state.ts';

const MINUTE_MS = 60_000;
/** How long `Allow for 1 hour` is valid, ms. */
const HOUR_MS = 60 * MINUTE_MS;
/** After `Allow once`, the program's next request is allowed only within this time, ms. */
const ONCE_MS = 2 * MINUTE_MS;
/** After `Deny` or after too many questions, no new question about the profile is opened for this time, ms. */
const SILENCE_MS = 5 * MINUTE_MS;
/** The most open questions about one profile. Only a program that keeps changing its name causes more questions. */
const MAX_OF_PROFILE = 3;
/** The most open questions. */
const MAX_OPEN = 20;

/**
 * What a question is about: `Deny` ends all questions with the same subject. For keys it is the profile. For a new
 * profile it is the role, because the program chooses the profile's name. The text for a role cannot be the name of a
 * profile.
 */
export function subjectOf({ profile, setUp, accountId, roleName }: Omit<OpenQuestion, 'asker'>): string {
  return setUp === undefined ? profile : `set up ${JSON.stringify([setUp.portal, accountId, roleName])}`;
}

/** The state in which no new question about the profile is opened for some time. */
function silence(state: LiveState, profile: string): LiveState {
  const others = state.silenced.filter((each) => each.profile !== profile);
  return { ...state, silenced: [...others, { profile, until: state.seenAt + SILENCE_MS }] };
}

/**
 * Whether a request may open a question. `same`: the same question is already open. `silenced`: no question about this
 * subject is opened for some time. `many`: too many questions are open.
 * @param profile the subject of the question, as `subjectOf` gives it.
 * @param asker as `askerKey` gives it.
 */
export function mayAsk(state: LiveState, profile: string, asker: string): 'same' | 'silenced' | 'many' | 'yes' {
  if (state.questions.some((each) => each.asker === asker)) return 'same';
  if (state.silenced.some((each) => each.profile === profile)) return 'silenced';
  const ofProfile = state.questions.filter((each) => subjectOf(each) === profile).length;
  return ofProfile >= MAX_OF_PROFILE || state.questions.length >= MAX_OPEN ? 'many' : 'yes';
}

/** The state after a request that came when too many questions were open. */
export function afterMany(state: LiveState, profile: string): LiveState {
  const ofProfile = state.questions.filter((each) => subjectOf(each) === profile).length;
  return ofProfile >= MAX_OF_PROFILE ? silence(state, profile) : state;
}

/** The state with one more open question. */
export const withQuestion = (state: LiveState, question: OpenQuestion): LiveState => ({
  ...state,
  questions: [...state.questions, question],
});

/**
 * The state after an answer. `Deny` ends all questions about the profile, whatever name the program gave itself.
 * @returns null if the question is not open.
 */
export function afterAnswer(state: LiveState, id: string, answer: QuestionAnswer): LiveState | null {
  const question = state.questions.find((each) => each.id === id);
  if (!question) return null;
  const { asker } = question;
  const profile = subjectOf(question);
  if (answer === 'deny') {
    return silence({ ...state, questions: state.questions.filter((each) => subjectOf(each) !== profile) }, profile);
  }
  // If the person allows a new profile, the answer is valid for one request, whatever answer the page sent.
  const isOnce = answer === 'once' || question.setUp !== undefined;
  const allowed = { profile, asker, until: state.seenAt + (isOnce ? ONCE_MS : HOUR_MS), isOnce };
  return {
    ...state,
    allowed: [...state.allowed.filter((each) => each.asker !== asker), allowed],
    questions: state.questions.filter((each) => each.id !== id),
  };
}

/**
 * Uses an earlier answer of a person. An answer `Allow once` ends with this use.
 * @param asker as `askerKey` gives it.
 * @returns null if there is no such answer.
 */
export function afterUse(state: LiveState, asker: string): LiveState | null {
  const used = state.allowed.find((each) => each.asker === asker);
  if (!used) return null;
  return used.isOnce ? { ...state, allowed: state.allowed.filter((each) => each !== used) } : state;
}

/** The state without anything about these profiles. */
export function without(state: LiveState, profile: string): LiveState {
  const isOther = (each: { readonly profile: string }) => each.profile !== profile;
  return {
    ...state,
    allowed: state.allowed.filter(isOther),
    silenced: state.silenced.filter(isOther),
    questions: state.questions.filter((each) => subjectOf(each) !== profile),
  };
}
