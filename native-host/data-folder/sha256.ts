/*
 * Loaded when first used: requiring node:crypto costs 2 ms, and a host started by a browser hashes nothing.
 */
const crypto = () => process.getBuiltinModule('node:crypto');

/** SHA-256 in hex. */
export function sha256(content: string | Uint8Array): string {
  return crypto().createHash('sha256').update(content).digest('hex');
}

/** A name nobody can foresee. */
export function randomName(): string {
  return crypto().randomBytes(8).toString('hex');
}
