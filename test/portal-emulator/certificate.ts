import { createHash, X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';

export interface Certificate {
  readonly certPem: string;
  readonly keyPem: string;
  /** The SHA-256 of the public key in base64, for Chromium's option `--ignore-certificate-errors-spki-list`. */
  readonly spkiBase64: string;
}

const DAY = 86_400_000;

/**
 * A certificate for these names. It is self-signed, so a client can also use its file as a list of trusted
 * certificates.
 */
export async function makeCertificate(names: readonly string[]): Promise<Certificate> {
  const now = Date.now();
  const pems = await generate([{ name: 'commonName', value: 'Keyferry portal emulator' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - DAY),
    notAfterDate: new Date(now + 30 * DAY),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [...names.map((value) => ({ type: 2 as const, value })), { type: 7, ip: '127.0.0.1' }],
      },
    ],
  });
  const spki = new X509Certificate(pems.cert).publicKey.export({ type: 'spki', format: 'der' });
  return {
    certPem: pems.cert,
    keyPem: pems.private,
    spkiBase64: createHash('sha256').update(spki).digest('base64'),
  };
}
