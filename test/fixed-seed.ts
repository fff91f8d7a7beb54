import fc from 'fast-check';
import { isSoak, seedOf } from './security/fuzz/random.ts';

/*
 * Each test file with generated inputs imports this file, so that it tests the same inputs in every run. The result of
 * a run then does not depend on luck. In the long form of the tests (KEYFERRY_SOAK=1), each run has a new seed, unless
 * KEYFERRY_SEED is set. If a test fails, fast-check prints the seed.
 */
if (!isSoak || process.env.KEYFERRY_SEED) fc.configureGlobal({ seed: seedOf(29) });
