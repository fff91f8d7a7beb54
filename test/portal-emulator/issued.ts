/** Every secret that the emulator gave out. Tests search for them in places that must not contain secrets. */
export class Issued {
  readonly portalTokens: string[] = [];
  readonly accessKeyIds: string[] = [];
  readonly secretAccessKeys: string[] = [];
  readonly sessionTokens: string[] = [];

  /** Everything that must never leak. Access key ids are not in the list, because they are not secret. */
  secrets(): string[] {
    return [...this.portalTokens, ...this.secretAccessKeys, ...this.sessionTokens];
  }

  all(): string[] {
    return [...this.secrets(), ...this.accessKeyIds];
  }
}
