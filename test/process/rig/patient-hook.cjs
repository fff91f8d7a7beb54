// The built program loads this file with `--require`. On a busy machine, the program may reach its time limits. So each
// limit from KEYFERRY_TEST_LIMITS ms to 9 s becomes an hour. Shorter and longer times stay the same.
// KEYFERRY_TEST_UPTIME is the number of seconds for which the program seems to have run already. Without this variable,
// the program seems to have just started.
const { KEYFERRY_TEST_LIMITS: least = '', KEYFERRY_TEST_UPTIME: uptime = '' } = process.env;
const HOUR_MS = 3_600_000;

if (least !== '') {
  const usual = setTimeout;
  const isLimit = (ms) => ms >= Number(least) && ms <= 9000;
  globalThis.setTimeout = (task, ms, ...more) => usual(task, isLimit(ms) ? HOUR_MS : ms, ...more);
  Object.defineProperties(globalThis.setTimeout, Object.getOwnPropertyDescriptors(usual));
}
if (least !== '' || uptime !== '') process.uptime = () => Number(uptime);
