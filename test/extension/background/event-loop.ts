/** Turns of the event loop that reading a response needs at most. Simulated time stands still meanwhile. */
export const READING_TURNS = 8;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Lets so many turns of the event loop pass: promises that need no timer settle in them. */
export async function settleIn(turns: number): Promise<void> {
  for (let left = turns; left > 0; left -= 1) await turn();
}
