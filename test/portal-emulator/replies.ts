import { randomUUID } from 'node:crypto';

/** A response before it is sent. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string;
}

export function json(body: unknown, headers: Record<string, string> = {}): Reply {
  return reply(200, 'application/json', JSON.stringify(body), { 'cache-control': 'no-cache', ...headers });
}

export function html(body: string, status = 200): Reply {
  return reply(status, 'text/html; charset=utf-8', body, { 'cache-control': 'no-store' });
}

export function xml(body: string, status = 200): Reply {
  return reply(status, 'text/xml', body);
}

/** An empty response, for POST /logout, preflight requests and redirects. */
export function empty(status: number, headers: Record<string, string | string[]> = {}): Reply {
  return { status, headers: { 'x-amzn-requestid': randomUUID(), ...headers }, body: '' };
}

function reply(status: number, type: string, body: string, headers: Record<string, string> = {}): Reply {
  return { status, headers: { 'content-type': type, 'x-amzn-requestid': randomUUID(), ...headers }, body };
}

/** The errors of the portal's API, each with its status and message. Users have published these messages. */
const errors = {
  InvalidRequestException: [400, 'The request is not valid'],
  UnauthorizedException: [401, 'Session token not found or invalid'],
  ForbiddenException: [403, 'No access'],
  ResourceNotFoundException: [404, 'The specified resource does not exist'],
  MethodNotAllowedException: [405, 'HTTP 405 Method Not Allowed'],
  TooManyRequestsException: [429, 'HTTP 429 Unknown Code'],
} as const satisfies Record<string, readonly [number, string]>;

export type PortalErrorName = keyof typeof errors;

/** An error response of the portal's API. */
export function portalError(
  name: PortalErrorName,
  message: string = errors[name][1],
  headers: Record<string, string> = {},
): Reply {
  const body = JSON.stringify({ message, __type: `com.amazonaws.switchboard.portal#${name}` });
  return reply(errors[name][0], 'application/json', body, { 'x-amzn-errortype': name, ...headers });
}

const refusals = {
  401: 'UnauthorizedException',
  403: 'ForbiddenException',
  404: 'ResourceNotFoundException',
} as const satisfies Record<number, PortalErrorName>;

/** The error response for a status. It is used for options that contain only a status. */
export function refusal(status: keyof typeof refusals): Reply {
  return portalError(refusals[status]);
}
