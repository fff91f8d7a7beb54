import { createHash, randomBytes } from 'node:crypto';

/** SHA-256 in hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A name nobody can foresee. */
export function randomName(): string {
  return randomBytes(8).toString('hex');
}
