import { createHash, randomBytes } from 'node:crypto';

/** SHA-256 in hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** 16 random hex digits for file names. */
export function randomName(): string {
  return randomBytes(8).toString('hex');
}
