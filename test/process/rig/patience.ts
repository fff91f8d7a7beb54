import { join } from 'node:path';
import type { Sandbox } from './sandbox.ts';

const HOOK = join(import.meta.dirname, 'patient-hook.cjs');
/** The shortest time limit within which the program waits for an answer, in ms. */
const LEAST_MS = 3000;

/**
 * Variables for the built program. With them, the program's time limits are so long that it does not reach them on a
 * busy machine.
 * @param least the shortest time limit that is made longer, in ms; limits above 9 s are not made longer
 * @param hook the path of `patient-hook.cjs`
 */
export const patience = (least = LEAST_MS, hook = HOOK): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--require ${JSON.stringify(hook)}`,
  KEYFERRY_TEST_LIMITS: `${least}`,
});

/** The same sandbox, but its programs run with the variables of `patience`. */
export const patient = (sandbox: Sandbox, least = LEAST_MS): Sandbox => ({
  ...sandbox,
  env: { ...sandbox.env, ...patience(least) },
});

/**
 * In the sandbox of `patient`, all programs have long time limits. With these variables, a program has its usual
 * limits. The time that the program needs to start does not count.
 */
export const USUAL_LIMITS = { KEYFERRY_TEST_LIMITS: '', KEYFERRY_TEST_UPTIME: '0' } as const;
