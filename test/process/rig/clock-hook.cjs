// This file is loaded into the built host with `--require`. It replaces the clock with which the host measures how long
// it waits for a lock. KEYFERRY_TEST_TICK is the time in ms that passes between two looks at this clock. With 0, the
// host waits without end. With a longer time than the host waits for a lock, the host finds after its first attempt that
// it has waited long enough.
const tick = Number(process.env.KEYFERRY_TEST_TICK);
let now = 0;
performance.now = () => {
  now += tick;
  return now;
};
