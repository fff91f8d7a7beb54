import { type ErrorCode, KeyferryError } from '#core/errors.ts';
import { misunderstood } from './responses.ts';

/**
 * The names of errors that the portal's API sends. AWS's description of the API does not contain `ForbiddenException`,
 * but the portal sends it with the text "No access".
 */
const byName: Readonly<Record<string, ErrorCode>> = {
  UnauthorizedException: 'SESSION_EXPIRED',
  ForbiddenException: 'NO_ACCESS',
  ResourceNotFoundException: 'ROLE_GONE',
  TooManyRequestsException: 'THROTTLED',
};
const byStatus: Readonly<Record<number, ErrorCode>> = {
  401: 'SESSION_EXPIRED',
  403: 'NO_ACCESS',
  404: 'ROLE_GONE',
  429: 'THROTTLED',
};
const MAX_RETRY_AFTER_MS = 120_000;

/**
 * How long to wait, ms. The time comes from the header `Retry-After`, which contains seconds or a date. It is at most
 * two minutes. 0 when the header is missing or invalid.
 * @param now epoch ms.
 */
export function retryAfterMs(header: string | null, now: number): number {
  if (header === null) return 0;
  const wait = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), MAX_RETRY_AFTER_MS) : 0;
}

/**
 * Shortens an error name: `com.amazonaws.switchboard.portal#UnauthorizedException:http://…` becomes
 * `UnauthorizedException`.
 */
function bareName(text: unknown): string {
  return typeof text === 'string' ? (text.split('#').at(-1)?.split(':')[0] ?? '') : '';
}

function nameIn(body: string): string {
  try {
    return bareName((JSON.parse(body) as { __type?: unknown } | null)?.__type);
  } catch {
    return '';
  }
}

/**
 * The error for a response whose status is not 2xx. The error contains no text of the response.
 * @param body the response's text.
 * @param now epoch ms.
 */
export function refusal(response: Response, body: string, now: number): KeyferryError {
  const names = [bareName(response.headers.get('x-amzn-errortype')), nameIn(body)];
  const named = names.find((name) => Object.hasOwn(byName, name));
  const code = named === undefined ? byStatus[response.status] : byName[named];
  if (code === undefined) return misunderstood(`the response has the status ${response.status}`);
  if (code !== 'THROTTLED') return new KeyferryError(code);
  return new KeyferryError(code, { retryAfterMs: retryAfterMs(response.headers.get('retry-after'), now) });
}
