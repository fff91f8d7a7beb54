import { join } from 'node:path';
import { PATIENCE_MS, until, untilDone } from '../../waiting.ts';
import { type Ended, runToEnd } from './commands.ts';
import type { ThrowawayHome } from './throwaway.ts';

/** Asks for the keys of a profile once, as AWS clients do. */
export const askOnce = ({ home, env }: ThrowawayHome, profile: string): Promise<Ended> =>
  runToEnd(join(home, '.keyferry', 'bin', 'keyferry'), ['credential-process', '--profile', profile], env);

/** Asks again until the program gets keys, for example after a restart of the browser. */
export const askUntilKeys = (ask: () => Promise<Ended>, patience = PATIENCE_MS): Promise<Ended> =>
  untilDone(async () => {
    const ended = await ask();
    if (ended.code !== 0) throw new Error(ended.stderr);
    return ended;
  }, patience);

/** Asks again until the program is refused with a sentence that matches. @returns the sentence */
export const askUntilRefused = (ask: () => Promise<Ended>, sentence: RegExp, patience = PATIENCE_MS): Promise<string> =>
  until(async () => {
    const { code, stderr } = await ask();
    return code === 1 && sentence.test(stderr) ? stderr : null;
  }, patience);
