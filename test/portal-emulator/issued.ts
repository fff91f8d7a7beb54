/** Every secret that the emulator gave to a client. Tests search for these secrets in places where no secret may be. */
export class Issued {
  readonly portalTokens: string[] = [];
  readonly accessKeyIds: string[] = [];
  readonly secretAccessKeys: string[] = [];
  readonly sessionTokens: string[] = [];

  /** Every secret that must never leak. Access key ids are left out, because they are not secret. */
  secrets(): string[] {
    return [...this.portalTokens, ...this.secretAccessKeys, ...this.sessionTokens];
  }

  all(): string[] {
    return [...this.secrets(), ...this.accessKeyIds];
  }
}
