/**
 * The time of the processor that this process needs for `work`, in ms. Other work on a busy machine does not change
 * this time.
 */
export function cpuTimeOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1000;
}
