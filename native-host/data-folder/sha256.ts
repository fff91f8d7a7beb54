import { createHash, randomBytes } from 'node:crypto';

/** The SHA-256 of `content`, in hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Makes 16 random hex digits for a file name. */
export function randomName(): string {
  return randomBytes(8).toString('hex');
}
