/** Every secret the emulator ever gave out, so that a test can look for them where none may be. */
export class Issued {
  readonly portalTokens: string[] = [];
  readonly accessKeyIds: string[] = [];
  readonly secretAccessKeys: string[] = [];
  readonly sessionTokens: string[] = [];

  /** What must never leak: all but the access key ids, which are names rather than secrets. */
  secrets(): string[] {
    return [...this.portalTokens, ...this.secretAccessKeys, ...this.sessionTokens];
  }

  all(): string[] {
    return [...this.secrets(), ...this.accessKeyIds];
  }
}
