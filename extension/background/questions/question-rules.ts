import type { QuestionAnswer } from '#core/protocol/live.ts';
import type { LiveState, OpenQuestion } from './live-state.ts';

const MINUTE_MS = 60_000;
/** How long `Allow for 1 hour` is valid, ms. */
const HOUR_MS = 60 * MINUTE_MS;
/** After `Allow once`, the program's next request is allowed only within this time, ms. */
const ONCE_MS = 2 * MINUTE_MS;
/** After `Deny` or after too many questions, no new question about the same profile is opened for this time, ms. */
const SILENCE_MS = 5 * MINUTE_MS;
/**
 * At most this many questions about one profile are open. A normal program does not reach this number. A program can
 * reach it only if it changes its name again and again.
 */
const MAX_OF_PROFILE = 3;
/** At most this many questions about all profiles together are open. */
const MAX_OPEN = 20;

/**
 * The subject of a question. `Deny` ends all questions with the same subject. If a program asks for keys, the subject
 * is the profile's name. If a program asks for a new profile, the subject is the role, because the program can choose
 * any profile name. The text for a role cannot be the name of a profile.
 */
export function subjectOf({ profile, setUp, accountId, roleName }: Omit<OpenQuestion, 'asker'>): string {
  return setUp === undefined ? profile : `set up ${JSON.stringify([setUp.portal, accountId, roleName])}`;
}

/** Returns a state in which no new question about the profile is opened for some time. */
function silence(state: LiveState, profile: string): LiveState {
  const others = state.silenced.filter((each) => each.profile !== profile);
  return { ...state, silenced: [...others, { profile, until: state.seenAt + SILENCE_MS }] };
}

/**
 * Whether a request may open a question. `same`: the same question is already open. `silenced`: no new question about
 * this subject is opened now. `many`: too many questions are open.
 * @param profile the subject of the question, as `subjectOf` gives it.
 * @param asker as `askerKey` gives it.
 */
export function mayAsk(state: LiveState, profile: string, asker: string): 'same' | 'silenced' | 'many' | 'yes' {
  if (state.questions.some((each) => each.asker === asker)) return 'same';
  if (state.silenced.some((each) => each.profile === profile)) return 'silenced';
  const ofProfile = state.questions.filter((each) => subjectOf(each) === profile).length;
  return ofProfile >= MAX_OF_PROFILE || state.questions.length >= MAX_OPEN ? 'many' : 'yes';
}

/** Returns the state after a request for which `mayAsk` returned `many`. */
export function afterMany(state: LiveState, profile: string): LiveState {
  const ofProfile = state.questions.filter((each) => subjectOf(each) === profile).length;
  return ofProfile >= MAX_OF_PROFILE ? silence(state, profile) : state;
}

/** Returns the state with this question added. */
export const withQuestion = (state: LiveState, question: OpenQuestion): LiveState => ({
  ...state,
  questions: [...state.questions, question],
});

/**
 * The state after an answer. `Deny` ends all questions with the same subject, even if other programs asked them.
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
  // For a new profile, the answer is valid only for one request, even if the page sent another kind of answer.
  const isOnce = answer === 'once' || question.setUp !== undefined;
  const allowed = { profile, asker, until: state.seenAt + (isOnce ? ONCE_MS : HOUR_MS), isOnce };
  return {
    ...state,
    allowed: [...state.allowed.filter((each) => each.asker !== asker), allowed],
    questions: state.questions.filter((each) => each.id !== id),
  };
}

/**
 * Uses an earlier answer of a person. After this use, an answer `Allow once` is no longer valid.
 * @param asker as `askerKey` gives it.
 * @returns the state after the use. Null if there is no such answer.
 */
export function afterUse(state: LiveState, asker: string): LiveState | null {
  const used = state.allowed.find((each) => each.asker === asker);
  if (!used) return null;
  return used.isOnce ? { ...state, allowed: state.allowed.filter((each) => each !== used) } : state;
}

/** Returns the state without any entry about this profile. */
export function without(state: LiveState, profile: string): LiveState {
  const isOther = (each: { readonly profile: string }) => each.profile !== profile;
  return {
    ...state,
    allowed: state.allowed.filter(isOther),
    silenced: state.silenced.filter(isOther),
    questions: state.questions.filter((each) => subjectOf(each) !== profile),
  };
}
