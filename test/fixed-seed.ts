import fc from 'fast-check';
import { isSoak, seedOf } from './security/fuzz/random.ts';

/*
 * A test file with generated inputs imports this file. It then tests the same inputs in every run, so its result does
 * not depend on luck. The long form of the tests uses a new seed in each run, and fast-check prints the seed of a
 * failure.
 */
if (!isSoak || process.env.KEYFERRY_SEED) fc.configureGlobal({ seed: seedOf(29) });
