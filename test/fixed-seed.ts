import fc from 'fast-check';
import { isSoak, seedOf } from './security/fuzz/random.ts';

/*
 * Each test file with generated inputs imports this file. The test file then tests the same inputs in every run, so its
 * result does not depend on luck. The long form of the tests (KEYFERRY_SOAK=1) uses a new seed in each run, unless
 * KEYFERRY_SEED is set. If a test fails, fast-check prints the seed.
 */
if (!isSoak || process.env.KEYFERRY_SEED) fc.configureGlobal({ seed: seedOf(29) });
