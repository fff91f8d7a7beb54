/**
 * Calls `attempt` again and again. The first call comes after `firstMs`. After each call there is a pause. Each pause
 * is twice as long as the pause before, but never longer than `maxMs`.
 * @param attempt must not reject.
 * @returns a function that stops the calls.
 */
export function repeatWithBackOff(attempt: () => Promise<unknown>, firstMs: number, maxMs: number): () => void {
  let timer: ReturnType<typeof setTimeout>;
  let stopped = false;
  const schedule = (wait: number) => {
    timer = setTimeout(async () => {
      await attempt();
      if (!stopped) schedule(Math.min(2 * wait, maxMs));
    }, wait);
  };
  schedule(firstMs);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
