import { directoryIn } from '#core/portals/portals.ts';
import type { Session } from './session.ts';

/** How many hex digits of the fingerprint identify a user: 32, which are 128 bits. */
const DIGITS = 32;

/** A one-way fingerprint of a text, in hex digits. */
export type MarkOf = (text: string) => Promise<string>;

type Told = Pick<Session, 'startUrl' | 'user' | 'directory'>;

/**
 * The identity that a person confirms: one fingerprint of start URL, directory and user. So a stored confirmation
 * contains no user name.
 * @returns 32 hex digits, or null if the portal does not say who is signed in.
 */
export async function identityOf({ startUrl, user, directory }: Told, markOf: MarkOf): Promise<string | null> {
  return user === null ? null : (await markOf(JSON.stringify([startUrl, directory, user]))).slice(0, DIGITS);
}

/** Whether the portal named a directory that differs from the directory in the start URL. */
export function isOfOtherDirectory({ startUrl, directory }: Omit<Told, 'user'>): boolean {
  const named = directoryIn(startUrl);
  return named !== null && directory !== null && directory !== named;
}
