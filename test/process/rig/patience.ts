import { join } from 'node:path';
import type { Sandbox } from './sandbox.ts';

const HOOK = join(import.meta.dirname, 'patient-hook.cjs');
/** The lowest of the limits within which the program must get an answer, in ms. */
const LEAST_MS = 3000;

/**
 * Variables for the built program. With them, a busy machine does not reach the time limits of the program.
 * @param least only limits from this time to 9 s are longer than usual, in ms
 * @param hook path of the file that Node loads
 */
export const patience = (least = LEAST_MS, hook = HOOK): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--require ${JSON.stringify(hook)}`,
  KEYFERRY_TEST_LIMITS: `${least}`,
});

/** A sandbox whose programs have the variables of `patience`. */
export const patient = (sandbox: Sandbox, least = LEAST_MS): Sandbox => ({
  ...sandbox,
  env: { ...sandbox.env, ...patience(least) },
});

/** Gives a program in a patient sandbox its usual time limits. The time before its first line of code does not count. */
export const USUAL_LIMITS = { KEYFERRY_TEST_LIMITS: '', KEYFERRY_TEST_UPTIME: '0' } as const;
