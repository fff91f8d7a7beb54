import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Call } from './world.ts';

/** The parts of an `Authorization: AWS4-HMAC-SHA256 …` header. */
export interface Signature {
  readonly accessKeyId: string;
  /** The scope of the signature: `YYYYMMDD/region/service/aws4_request`. */
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly hex: string;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})$/;

/**
 * Reads the signature of a request. @returns the parts of the signature, or null if the request has no such signature
 */
export function readSignature(call: Call): Signature | null {
  const match = AUTHORIZATION.exec(call.headers.authorization ?? '');
  const [, accessKeyId, scope, signedHeaders, hex] = match ?? [];
  if (!accessKeyId || !scope || !signedHeaders || !hex) return null;
  return { accessKeyId, scope, signedHeaders: signedHeaders.split(';'), hex };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

function canonicalRequest(call: Call, signedHeaders: readonly string[]): string {
  const query = [...call.url.searchParams].map(([key, value]) => `${encode(key)}=${encode(value)}`).sort();
  const headers = signedHeaders.map((name) => `${name}:${(call.headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
  const path = call.rawPath.split('/').map(encode).join('/');
  // S3 clients send the hash of the body in a header. Sometimes they sign a request before they know the whole body.
  const payload = call.headers['x-amz-content-sha256'] ?? sha256(call.body);
  return [call.method, path, query.join('&'), headers.join(''), signedHeaders.join(';'), payload].join('\n');
}

/**
 * Whether the request and its content were signed with this secret, at most 15 minutes before or after `now`, which is
 * in ms since the epoch.
 */
export function isSignedWith(secret: string, signature: Signature, call: Call, now: number): boolean {
  const date = call.headers['x-amz-date'] ?? '';
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  if (!(Math.abs(Date.parse(iso) - now) < 900_000)) return false;
  const request = sha256(canonicalRequest(call, signature.signedHeaders));
  const text = ['AWS4-HMAC-SHA256', date, signature.scope, request].join('\n');
  const key = signature.scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return timingSafeEqual(hmac(key, text), Buffer.from(signature.hex, 'hex'));
}
