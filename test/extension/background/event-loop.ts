/**
 * Reading a response takes fewer turns of the event loop than this, even on a busy machine. The simulated clock does
 * not move during these turns.
 */
export const READING_TURNS = 32;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Waits for this number of turns of the event loop. In this time, promises that need no timer are settled. */
export async function settleIn(turns: number): Promise<void> {
  for (let left = turns; left > 0; left -= 1) await turn();
}
