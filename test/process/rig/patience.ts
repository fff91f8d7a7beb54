import { join } from 'node:path';
import type { Sandbox } from './sandbox.ts';

const HOOK = join(import.meta.dirname, 'patient-hook.cjs');
/** The shortest of the program's time limits for an answer, in ms. */
const LEAST_MS = 3000;

/**
 * Variables for the built program. They make the program's time limits so long that it does not reach them on a
 * busy machine.
 * @param least the shortest time limit that becomes longer, in ms; limits above 9 s do not become longer
 * @param hook the path of `patient-hook.cjs`
 */
export const patience = (least = LEAST_MS, hook = HOOK): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--require ${JSON.stringify(hook)}`,
  KEYFERRY_TEST_LIMITS: `${least}`,
});

/** The sandbox, with the variables of `patience` for its programs. */
export const patient = (sandbox: Sandbox, least = LEAST_MS): Sandbox => ({
  ...sandbox,
  env: { ...sandbox.env, ...patience(least) },
});

/**
 * Variables that give a program in the sandbox of `patient` its usual time limits. The time that the program needs to
 * start does not count.
 */
export const USUAL_LIMITS = { KEYFERRY_TEST_LIMITS: '', KEYFERRY_TEST_UPTIME: '0' } as const;
