/** The CPU time that this process needs for `work`, in ms. Other programs on a busy machine do not change this time. */
export function cpuTimeOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1000;
}
