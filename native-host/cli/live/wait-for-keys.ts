import { KeyferryError } from '#core/errors.ts';
import type { CredentialsAnswer } from '../../live/socket-line.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { duration } from '../profiles/time-left.ts';
import { portalNow } from '../shared/portal-now.ts';
import { askForKeys } from './ask-for-keys.ts';

/** Ms for one request, as for AWS clients. */
export const REQUEST_MS = 3900;
/** Ms between two requests while a question is open. */
const PAUSE_MS = 500;
/** An open question ends after two minutes. */
const QUESTION_MS = 120_000;

const isOpenQuestion = (error: unknown): boolean => error instanceof KeyferryError && error.code === 'LIVE_ASKING';

const pause = (): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, PAUSE_MS);
  });

/**
 * Asks for the keys of a live profile once before a command starts, and waits while the browser asks the user.
 * @param minTtl refuses keys that expire in less than this time, in ms; 0 if the user did not give it
 * @throws KeyferryError as `askForKeys`; LIVE_ASKING if the user did not answer; PROFILE_ENDS_SOON
 */
export async function waitForKeys(name: string, minTtl: number, io: CommandIo): Promise<CredentialsAnswer> {
  const end = io.now() + QUESTION_MS;
  for (let hasSaid = false; ; hasSaid = true) {
    try {
      const keys = await askForKeys(name, io, { ms: REQUEST_MS, read: (answer) => answer });
      refuseShort(name, keys.expiration - portalNow(io), minTtl);
      return keys;
    } catch (error) {
      if (!isOpenQuestion(error) || io.now() >= end) throw error;
      if (!hasSaid)
        io.stderr(`keyferry: Keyferry asks in the browser whether to allow the profile ${name}. Waiting …\n`);
      await pause();
    }
  }
}

function refuseShort(name: string, leftMs: number, minTtl: number): void {
  if (minTtl === 0 || leftMs >= minTtl) return;
  const remedy = 'The portal gives no keys that are valid for longer now';
  throw new KeyferryError('PROFILE_ENDS_SOON', { name, left: duration(leftMs), wanted: duration(minTtl), remedy });
}
