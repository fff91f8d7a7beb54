// The built host loads this file with `--require`. The host uses `performance.now` to measure how long it waits for a
// lock. This file changes `performance.now`: each call returns a time that is KEYFERRY_TEST_TICK ms later than the time
// of the last call. If this number is 0, the host waits for a lock without end. If it is above the time limit, the host
// gives up after its first attempt to get the lock.
const tick = Number(process.env.KEYFERRY_TEST_TICK);
let now = 0;
performance.now = () => {
  now += tick;
  return now;
};
