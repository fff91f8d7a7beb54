/* Loaded on first use: node:crypto takes 2 ms to load, and most starts of the host need no hash. */
const crypto = () => process.getBuiltinModule('node:crypto');

/** SHA-256 in hex. */
export function sha256(content: string | Uint8Array): string {
  return crypto().createHash('sha256').update(content).digest('hex');
}

/** 16 random hex digits for file names. */
export function randomName(): string {
  return crypto().randomBytes(8).toString('hex');
}
