/**
 * A number of turns of the event loop. Even on a busy machine, a response is read in fewer turns. The simulated clock
 * does not move during these turns.
 */
export const READING_TURNS = 32;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * Waits for this number of turns of the event loop. During these turns, promises can settle if they do not wait for a
 * timer.
 */
export async function settleIn(turns: number): Promise<void> {
  for (let left = turns; left > 0; left -= 1) await turn();
}
