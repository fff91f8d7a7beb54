/** The most turns of the event loop that reading a response needs. Simulated time stops during these turns. */
export const READING_TURNS = 8;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Waits for this number of turns of the event loop. Promises that need no timer settle in them. */
export async function settleIn(turns: number): Promise<void> {
  for (let left = turns; left > 0; left -= 1) await turn();
}
