/** Every secret that the emulator gave out, so a test can search for them where none may be. */
export class Issued {
  readonly portalTokens: string[] = [];
  readonly accessKeyIds: string[] = [];
  readonly secretAccessKeys: string[] = [];
  readonly sessionTokens: string[] = [];

  /** What must never leak: everything except access key ids, which are not secret. */
  secrets(): string[] {
    return [...this.portalTokens, ...this.secretAccessKeys, ...this.sessionTokens];
  }

  all(): string[] {
    return [...this.secrets(), ...this.accessKeyIds];
  }
}
