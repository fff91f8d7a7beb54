import type { Section } from '#core/ini/document.ts';
import { sha256 } from '../../data-folder/sha256.ts';
import { otherSources } from './profile-owner.ts';

interface SeenLoss {
  readonly name: string;
  /** The end of the sentence "already exists and …". */
  readonly holds: string;
  /** The existing section, or null. */
  readonly present: Section['values'] | null;
}

/**
 * The values of these keys are part of the fingerprint. A `credential_process` line may contain a password, so only the
 * name of this key is part of it.
 */
const IDENTIFYING: ReadonlySet<string> = new Set([
  'aws_access_key_id',
  ...otherSources.filter((key) => key !== 'credential_process'),
]);

const identity = ([key, value]: readonly [string, string]) => (IDENTIFYING.has(key) ? [key, value] : [key]);

/**
 * A fingerprint of the losses that a person is asked to confirm, so that the answer covers nothing else. It has 32 hex
 * digits and contains no secret. Two sections with the same keys, access key id and sources have the same fingerprint.
 */
export function fingerprintOf(losses: readonly SeenLoss[]): string {
  const seen = losses.map(({ name, holds, present }) => [name, holds, present && [...present].map(identity)]);
  return sha256(JSON.stringify(seen)).slice(0, 32);
}
