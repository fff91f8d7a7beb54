/**
 * Reading a response takes fewer turns of the event loop than this, also on a busy machine. Simulated time stops during
 * these turns.
 */
export const READING_TURNS = 32;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Waits for this number of turns of the event loop. Promises that need no timer settle during these turns. */
export async function settleIn(turns: number): Promise<void> {
  for (let left = turns; left > 0; left -= 1) await turn();
}
