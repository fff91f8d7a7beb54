// This file is loaded into the built host with `--require`. The host measures with `performance.now` how long it waits
// for a lock. Here, each call of this function returns a time that is KEYFERRY_TEST_TICK ms later than in the call
// before. With 0, the host waits for a lock without end. With a time above the limit, the host gives up after its first
// attempt.
const tick = Number(process.env.KEYFERRY_TEST_TICK);
let now = 0;
performance.now = () => {
  now += tick;
  return now;
};
