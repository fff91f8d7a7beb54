import type { Section } from '#core/ini/document.ts';
import { sha256 } from '../../data-folder/sha256.ts';
import { otherSources } from './profile-owner.ts';

interface SeenLoss {
  readonly name: string;
  /** As in "already exists and …". */
  readonly holds: string;
  /** The section itself, where there is one. */
  readonly present: Section['values'] | null;
}

/** Values that tell one section from another. A program's line may hold a password: of it only that it is there. */
const TELLING: ReadonlySet<string> = new Set([
  'aws_access_key_id',
  ...otherSources.filter((key) => key !== 'credential_process'),
]);

const told = ([key, value]: readonly [string, string]) => (TELLING.has(key) ? [key, value] : [key]);

/**
 * What a person is asked about, so that their answer is good for that alone: 32 hex digits, made of no secret.
 * Two sections of the same keys, whose key ids and sources are the same, count as one.
 */
export function fingerprintOf(losses: readonly SeenLoss[]): string {
  const seen = losses.map(({ name, holds, present }) => [name, holds, present && [...present].map(told)]);
  return sha256(JSON.stringify(seen)).slice(0, 32);
}
