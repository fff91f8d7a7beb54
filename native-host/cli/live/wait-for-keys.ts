import { KeyferryError } from '#core/errors.ts';
import type { CredentialsAnswer } from '../../live/socket-line.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { duration } from '../profiles/time-left.ts';
import { portalNow } from '../shared/portal-now.ts';
import { askForKeys } from './ask-for-keys.ts';
import { whileAsked } from './while-asked.ts';

/** The time limit for one request for keys, in ms. `keyferry credential-process` has the same time limit. */
export const REQUEST_MS = 3900;

/**
 * Asks for the keys of a live profile once before a command starts, and waits while the browser asks the user.
 * @param minTtl refuses keys that expire in less than this time, in ms; 0 without the option --min-ttl
 * @throws the errors of `askForKeys`; KeyferryError LIVE_ASKING if the user did not answer; PROFILE_ENDS_SOON
 */
export async function waitForKeys(name: string, minTtl: number, io: CommandIo): Promise<CredentialsAnswer> {
  const ask = () => askForKeys(name, io, { ms: REQUEST_MS, read: (answer) => answer });
  const keys = await whileAsked(name, io, ask);
  refuseShort(name, keys.expiration - portalNow(io), minTtl);
  return keys;
}

function refuseShort(name: string, leftMs: number, minTtl: number): void {
  if (minTtl === 0 || leftMs >= minTtl) return;
  const remedy = 'At the moment, the portal gives no keys that are valid for longer';
  throw new KeyferryError('PROFILE_ENDS_SOON', { name, left: duration(leftMs), wanted: duration(minTtl), remedy });
}
