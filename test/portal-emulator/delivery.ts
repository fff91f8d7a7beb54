import type { ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';
import { empty, html, portalError, type Reply } from './replies.ts';

const LOGIN_PAGE = '<!doctype html><html lang="en"><title>Log in</title><h1>Log in to the network</h1></html>';
const GIGABYTE = 1_000_000_000;

/** The response that a fault sends instead of the usual response. Null if the fault only changes the usual response. */
export function replyInstead(fault: Fault): Reply | null {
  switch (fault.do) {
    case 'error':
      return portalError(fault.name, fault.message);
    case 'answer':
      return { status: fault.status, headers: { 'content-type': fault.type ?? 'text/plain' }, body: fault.body ?? '' };
    case 'login-page':
      return html(LOGIN_PAGE);
    case 'redirect':
      return empty(302, { location: fault.location });
    case 'hang':
    case 'reset':
    case 'flood':
      // The emulator must do nothing for a request with one of these faults.
      return empty(200);
    default:
      return null;
  }
}

function rewritten(reply: Reply, fault: Fault | null): Reply {
  if (fault?.do !== 'rewrite' || reply.status !== 200) return reply;
  return { ...reply, body: JSON.stringify(fault.change(JSON.parse(reply.body))) };
}

/** Sends data until the client stops reading, but at most 1 GB. */
function flood(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': GIGABYTE });
  const chunk = Buffer.alloc(1_000_000, ' ');
  let left = GIGABYTE / chunk.length;
  const more = () => {
    while (left > 0 && !response.destroyed) {
      left -= 1;
      if (!response.write(chunk)) return response.once('drain', more);
    }
    return response.end();
  };
  more();
}

function cut(response: ServerResponse, reply: Reply): void {
  const bytes = Buffer.from(reply.body);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) });
  response.end(reply.body);
}

/** Sends a response. If there is a fault, sends the faulty response. */
export function deliver(response: ServerResponse, given: Reply, fault: Fault | null): void {
  const reply = rewritten(given, fault);
  if (fault?.do === 'reset') response.destroy();
  else if (fault?.do === 'flood') flood(response);
  else if (fault?.do === 'cut') cut(response, reply);
  else if (fault?.do !== 'hang') send(response, reply);
}
