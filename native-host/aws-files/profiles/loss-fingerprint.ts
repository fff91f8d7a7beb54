import type { Section } from '#core/ini/document.ts';
import { sha256 } from '../../data-folder/sha256.ts';
import { otherSources } from './profile-owner.ts';

interface SeenLoss {
  readonly name: string;
  /** The end of the sentence "already exists and …", which says what the existing section contains. */
  readonly holds: string;
  /** The settings of the existing section, or null. */
  readonly present: Section['values'] | null;
}

/**
 * The fingerprint contains the names and the values of these settings. Of all other settings, such as
 * `credential_process`, it contains only the names. The value of `credential_process` may contain a password.
 */
const IDENTIFYING: ReadonlySet<string> = new Set([
  'aws_access_key_id',
  ...otherSources.filter((key) => key !== 'credential_process'),
]);

const identity = ([key, value]: readonly [string, string]) => (IDENTIFYING.has(key) ? [key, value] : [key]);

/**
 * A fingerprint of the content that would be lost. The answer of the person is valid only for this content. The
 * fingerprint has 32 hex digits and contains no secret. Two sections have the same fingerprint if their settings have
 * the same names, and their access key id and their sources of credentials are the same.
 */
export function fingerprintOf(losses: readonly SeenLoss[]): string {
  const seen = losses.map(({ name, holds, present }) => [name, holds, present && [...present].map(identity)]);
  return sha256(JSON.stringify(seen)).slice(0, 32);
}
