import { KeyferryError } from '#core/errors.ts';
import type { CommandIo } from '../../terminal/io.ts';

/** The time between two requests while the browser shows a question, in ms. */
const PAUSE_MS = 500;
/** How long the browser shows a question, in ms: two minutes. */
const QUESTION_MS = 120_000;

const isOpenQuestion = (error: unknown): boolean => error instanceof KeyferryError && error.code === 'LIVE_ASKING';

const pause = (): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, PAUSE_MS);
  });

/**
 * Repeats a request about a live profile as long as the browser asks the user. Prints once on stderr that Keyferry
 * waits.
 * @param ask sends one request
 * @throws the errors of `ask`; LIVE_ASKING if the user did not answer
 */
export async function whileAsked<T>(name: string, io: CommandIo, ask: () => Promise<T>): Promise<T> {
  const end = io.now() + QUESTION_MS;
  for (let hasSaid = false; ; hasSaid = true) {
    try {
      return await ask();
    } catch (error) {
      if (!isOpenQuestion(error) || io.now() >= end) throw error;
      if (!hasSaid)
        io.stderr(`keyferry: Keyferry asks in the browser whether to allow the profile ${name}. Waiting …\n`);
      await pause();
    }
  }
}
